with

organisations as (

    select * from {{ ref('int_organisations') }}

),

columns_listed as (

    select
        organisation_id,
        name_en,
        name_zh,
        kind,
        city,
        park,
        country,
        is_listed

    from organisations

)

select * from columns_listed
