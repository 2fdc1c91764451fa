with

employments as (

    select * from {{ ref('int_employments_unioned') }}

),

people as (

    select * from {{ ref('int_people') }}

),

columns_listed as (

    select
        employments.person_id,
        employments.organisation_id,
        employments.source,
        nullif(employments.valid_from, {{ beginning_of_time() }}) as valid_from,
        nullif(employments.valid_until, {{ end_of_time() }}) as valid_until

    from employments

    inner join people
        on employments.person_id = people.person_id

)

select * from columns_listed
