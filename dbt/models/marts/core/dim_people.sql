with

people as (

    select * from {{ ref('int_people') }}

),

columns_listed as (

    select
        person_id,
        display_name,
        account_count,
        is_bot,
        first_seen_at

    from people

)

select * from columns_listed
