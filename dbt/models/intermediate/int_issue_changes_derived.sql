{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

issue_events as (

    select * from {{ ref('int_issue_events_unioned') }}

    {{ with_news() }}

),

openings_found as (

    -- Whatever shows an issue tells who opened it, and when.
    select
        source,
        platform,
        repository_id,
        issue_id,
        author_account_id as account_id,
        'opened' as change,
        action = 'opened' as is_witnessed,
        opened_at as changed_at,
        landed_at

    from issue_events

    where opened_at is not null

),

closings_found as (

    -- A closed issue that is shown later tells when it was closed, not who did it.
    select
        source,
        platform,
        repository_id,
        issue_id,
        case when action = 'closed' then account_id end as account_id,
        'closed' as change,
        action = 'closed' as is_witnessed,
        case
            when action = 'closed' then coalesce(closed_at, updated_at)
            else closed_at
        end as changed_at,
        landed_at

    from issue_events

    where
        action = 'closed'
        or (state = 'closed' and closed_at is not null)

),

other_changes_found as (

    select
        source,
        platform,
        repository_id,
        issue_id,
        account_id,
        action as change,
        true as is_witnessed,
        updated_at as changed_at,
        landed_at

    from issue_events

    where action in ('reopened', 'set_open', 'removed')

),

changes_unioned as (

    select * from openings_found

    union all

    select * from closings_found

    union all

    select * from other_changes_found

),

changes_told_once as (

    select
        platform,
        repository_id,
        issue_id,
        coalesce(max(account_id) filter (where is_witnessed), max(account_id)) as account_id,
        change,
        count(distinct source) as source_count,
        bool_or(is_witnessed) as is_witnessed,
        changed_at,
        min(landed_at) as first_landed_at

    from changes_unioned

    group by all

),

previous_changes_found as (

    select
        *,
        lag(change) over (
            partition by issue_id
            order by
                changed_at,
                case change when 'opened' then 0 when 'closed' then 1 else 2 end,
                repository_id
        ) as previous_change

    from changes_told_once

),

urls_picked as (

    select
        issue_id,
        max(url) as url

    from issue_events

    group by all

),

reopenings_recognised as (

    select
        previous_changes_found.platform,
        previous_changes_found.repository_id,
        previous_changes_found.issue_id,
        previous_changes_found.account_id,
        case
            when previous_changes_found.change = 'set_open' then 'reopened'
            else previous_changes_found.change
        end as change,
        urls_picked.url,
        previous_changes_found.source_count,
        previous_changes_found.is_witnessed,
        previous_changes_found.changed_at,
        previous_changes_found.first_landed_at

    from previous_changes_found

    inner join urls_picked
        on previous_changes_found.issue_id = urls_picked.issue_id

    -- Setting an open issue open changes nothing.
    where
        previous_changes_found.change != 'set_open'
        or previous_changes_found.previous_change = 'closed'

)

select * from reopenings_recognised
