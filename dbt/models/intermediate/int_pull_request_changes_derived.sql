{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

pull_request_events as (

    select * from {{ ref('int_pull_request_events_unioned') }}

    {{ with_news() }}

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

changes_by_source_summed as (

    select
        source,
        platform,
        repository_id,
        pull_request_id,
        change,
        changed_at,
        coalesce(max(account_id) filter (where is_witnessed), max(account_id)) as account_id,
        bool_or(is_witnessed) as is_witnessed,
        min(landed_at) as first_landed_at

    from changes_unioned

    group by source, platform, repository_id, pull_request_id, change, changed_at

),

tellings_compared as (

    select
        *,
        lag(source) over tellings as source_before,
        lag(changed_at) over tellings as changed_at_before

    from changes_by_source_summed

    window
        tellings as (
            partition by pull_request_id, repository_id, change
            order by changed_at, source
        )

),

acts_numbered as (

    -- Since October 2025 the archive tells only when it heard of a change: what another source
    -- tells within a minute is the same.
    select
        *,
        sum(
            case
                when changed_at_before is null then 1
                when changed_at = changed_at_before then 0
                when
                    source != source_before
                    and changed_at <= changed_at_before + interval '1' minute
                    then 0
                else 1
            end
        ) over (
            partition by pull_request_id, repository_id, change
            order by changed_at, source
            rows between unbounded preceding and current row
        ) as act_number

    from tellings_compared

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
        min(changed_at) as changed_at,
        min(first_landed_at) as first_landed_at

    from acts_numbered

    group by platform, repository_id, pull_request_id, change, act_number

),

urls_picked as (

    select
        pull_request_id,
        max(url) as url

    from pull_request_events

    group by all

),

urls_joined as (

    select
        changes_told_once.platform,
        changes_told_once.repository_id,
        changes_told_once.pull_request_id,
        changes_told_once.account_id,
        changes_told_once.change,
        urls_picked.url,
        changes_told_once.source_count,
        changes_told_once.is_witnessed,
        changes_told_once.changed_at,
        changes_told_once.first_landed_at

    from changes_told_once

    inner join urls_picked
        on changes_told_once.pull_request_id = urls_picked.pull_request_id

)

select * from urls_joined
