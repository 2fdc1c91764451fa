{{ config(materialized='view') }}

with

listed_organisations as (

    select * from {{ ref('stg_people__organisations') }}

    where kind != 'individual'

),

employments as (

    select * from {{ ref('int_employments_unioned') }}

),

email_domains as (

    select * from {{ ref('int_email_domains') }}

),

unlisted_found as (

    select organisation_id

    from employments

    where organisation_id like 'name:%' or organisation_id like 'domain:%'

    union

    select organisation_id

    from email_domains

    where organisation_id like 'domain:%'

),

unlisted_named as (

    select
        organisation_id,
        substr(organisation_id, strpos(organisation_id, ':') + 1) as name

    from unlisted_found

),

unioned as (

    select
        organisation_id,
        name_en,
        name_zh,
        kind,
        city,
        park,
        country,
        true as is_listed

    from listed_organisations

    union all

    select
        organisation_id,
        name as name_en,
        cast(null as varchar) as name_zh,
        -- Registries give these endings to schools and authorities only.
        case
            when organisation_id like 'name:%' then 'unknown'
            when regexp_matches(name, '[.](edu|ac)([.][a-z]{2})?$') then 'university'
            when regexp_matches(name, '[.](gov|gob|mil)([.][a-z]{2})?$') then 'government'
            else 'unknown'
        end as kind,
        cast(null as varchar) as city,
        cast(null as varchar) as park,
        cast(null as varchar) as country,
        false as is_listed

    from unlisted_named

)

select * from unioned
