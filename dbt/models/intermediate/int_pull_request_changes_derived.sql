with

pull_request_events as (

    select * from {{ ref('int_pull_request_events_unioned') }}

),

openings_found as (

    -- Whatever shows a pull request tells who opened it, and when.
    select
        source,
        platform,
        repository_id,
        pull_request_id,
        author_account_id as account_id,
        'opened' as change,
        action = 'opened' as is_witnessed,
        opened_at as changed_at,
        landed_at

    from pull_request_events

    where opened_at is not null

),

merges_found as (

    select
        source,
        platform,
        repository_id,
        pull_request_id,
        coalesce(merger_account_id, case when action = 'closed' then account_id end) as account_id,
        'merged' as change,
        action = 'closed' as is_witnessed,
        coalesce(merged_at, closed_at, updated_at) as changed_at,
        landed_at

    from pull_request_events

    where
        is_merged
        and (action = 'closed' or merged_at is not null)

),

merges_known as (

    select distinct pull_request_id from merges_found

),

closings_found as (

    select
        source,
        platform,
        repository_id,
        pull_request_id,
        case when action = 'closed' then account_id end as account_id,
        case when is_merged is null then 'ended' else 'closed' end as change,
        action = 'closed' as is_witnessed,
        coalesce(closed_at, updated_at) as changed_at,
        landed_at

    from pull_request_events

    where
        state = 'closed'
        and not coalesce(is_merged, false)
        and (action = 'closed' or closed_at is not null)

),

unknown_ends_kept as (

    -- What ended without our knowing how is told by a merge, where there is one.
    select closings_found.*

    from closings_found

    left join merges_known
        on closings_found.pull_request_id = merges_known.pull_request_id

    where
        closings_found.change = 'closed'
        or merges_known.pull_request_id is null

),

reopenings_found as (

    select
        source,
        platform,
        repository_id,
        pull_request_id,
        account_id,
        'reopened' as change,
        true as is_witnessed,
        updated_at as changed_at,
        landed_at

    from pull_request_events

    where action = 'reopened'

),

changes_unioned as (

    select * from openings_found

    union all

    select * from merges_found

    union all

    select * from unknown_ends_kept

    union all

    select * from reopenings_found

),

changes_told_once as (

    select
        platform,
        repository_id,
        pull_request_id,
        coalesce(max(account_id) filter (where is_witnessed), max(account_id)) as account_id,
        change,
        count(distinct source) as source_count,
        bool_or(is_witnessed) as is_witnessed,
        changed_at,
        min(landed_at) as first_landed_at

    from changes_unioned

    group by all

)

select * from changes_told_once
