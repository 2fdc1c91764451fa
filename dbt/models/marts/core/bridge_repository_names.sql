with

names as (

    select * from {{ ref('int_repository_name_history') }}

),

columns_listed as (

    select
        repository_id,
        full_name,
        valid_from,
        valid_until

    from names

)

select * from columns_listed
