with

people as (

    select * from {{ ref('dim_people') }}

),

people_numbered as (

    select
        row_number() over (order by person_id) as person_number,
        person_id

    from people

)

select * from people_numbered
