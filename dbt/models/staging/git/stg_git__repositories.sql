with

events as (

    select * from {{ ref('base_git__events_identified') }}

    where repository_id = platform || ':' || full_name

),

first_and_last_tellings_picked as (

    select *

    from events

    qualify
        row_number() over (partition by repository_id order by received_at, delivery_id) = 1
        or row_number() over (partition by repository_id order by received_at desc, delivery_id) = 1

),

renamed as (

    select
        'git' as source,
        platform,
        repository_id,
        cast(null as varchar) as owner_account_id,
        delivery_id,
        full_name,
        'https://' || platform || '.com/' || full_name as url,
        cast(null as varchar) as default_branch,
        cast(null as varchar) as description,
        cast(null as varchar) as primary_language,
        cast(null as varchar) as license_name,
        cast(null as varchar) as owner_type,
        cast(null as boolean) as is_fork,
        cast(null as boolean) as is_archived,
        cast(null as timestamp) as created_at,
        received_at as seen_at,
        landed_at

    from first_and_last_tellings_picked

)

select * from renamed
