with

events as (

    select * from {{ ref('base_gitee__events_to_read') }}

    where
        event = 'merge_request_hooks'
        and action = 'approved'
        and pull_request.id is not null
        and repository.id is not null

),

timed as (

    select
        *,
        coalesce({{ utc_timestamp('pull_request.updated_at') }}, received_at) as submitted_at

    from events

),

renamed as (

    select
        'gitee' as source,
        'gitee' as platform,
        'gitee:' || repository.id as repository_id,
        -- Gitee gives an approval no number: pull request, reviewer and time make one.
        concat_ws(
            ':', 'gitee', pull_request.id, sender.id, cast(submitted_at as varchar)
        ) as review_id,
        'gitee:' || pull_request.id as pull_request_id,
        'gitee:' || sender.id as account_id,
        delivery_id,
        pull_request.number as pull_request_number,
        'approved' as state,
        pull_request.html_url as url,
        submitted_at,
        landed_at

    from timed

)

select * from renamed
