with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        event = 'PushEvent'
        and ref like 'refs/heads/%'
        and repo.id is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || actor.id as account_id,
        delivery_id,
        ref,
        before as before_sha,
        head as after_sha,
        cast(null as varchar) as url,
        commit_count,
        -- The archive tells neither the default branch nor whether a push replaced commits.
        cast(null as boolean) as is_default_branch,
        is_truncated,
        cast(null as boolean) as is_forced,
        {{ is_branch_deletion('null', 'head') }} as is_deleted,
        happened_at as pushed_at,
        landed_at

    from events

)

select * from renamed
