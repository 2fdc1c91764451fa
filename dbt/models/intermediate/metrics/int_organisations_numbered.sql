with

organisations as (

    select * from {{ ref('dim_organisations') }}

),

organisations_numbered as (

    select
        row_number() over (order by organisation_id) as organisation_number,
        organisation_id

    from organisations

)

select * from organisations_numbered
