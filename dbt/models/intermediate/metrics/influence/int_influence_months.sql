with

activities as (

    select * from {{ ref('fct_activities') }}

    where occurred_at < date_trunc('month', {{ as_of_date() }})

),

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

),

-- A merge is the author's success, whoever pressed the button.
acts_credited as (

    select
        repository_id,
        person_id,
        kind,
        is_bot,
        cast(date_trunc('month', occurred_at) as date) as month_start

    from activities

    where
        kind in (
            'issue_opened', 'issue_closed', 'issue_commented', 'pull_request_commented',
            'pull_request_opened', 'pull_request_reviewed', 'review_commented', 'push'
        )

    union all

    select
        activities.repository_id,
        pull_requests.author_person_id as person_id,
        activities.kind,
        pull_requests.author_is_bot as is_bot,
        cast(date_trunc('month', activities.occurred_at) as date) as month_start

    from activities

    inner join pull_requests
        on activities.object_id = pull_requests.pull_request_id

    where activities.kind = 'pull_request_merged'

),

acts_counted as (

    select
        repository_id,
        person_id,
        count(*) filter (where kind = 'issue_opened') as issue_opened_count,
        count(*) filter (where kind = 'issue_closed') as issue_closed_count,
        count(*) filter (where kind in ('issue_commented', 'pull_request_commented'))
            as comment_count,
        count(*) filter (where kind = 'pull_request_opened') as pull_request_opened_count,
        count(*) filter (where kind = 'pull_request_merged') as pull_request_merged_count,
        count(*) filter (where kind in ('pull_request_reviewed', 'review_commented'))
            as review_count,
        count(*) filter (where kind = 'review_commented') as review_comment_count,
        count(*) filter (where kind = 'push') as push_count,
        month_start

    from acts_credited

    where
        person_id is not null
        and not coalesce(is_bot, false)

    group by all

),

acts_weighed as (

    select
        repository_id,
        person_id,
        22.235 * issue_opened_count
        + 5.252 * comment_count
        + 9.712 * issue_closed_count
        + 7.427 * review_count
        + 40.679 * pull_request_opened_count
        + 14.695 * push_count as edge_weight,
        0.5252 * comment_count
        + 2.2235 * issue_opened_count
        + 4.0679 * pull_request_opened_count
        + 0.7427 * review_comment_count
        + 2.0339 * pull_request_merged_count as activity_weight,
        month_start

    from acts_counted

),

activities_summed as (

    select
        repository_id,
        person_id,
        cast(edge_weight as double) as edge_weight,
        cast(activity_weight as double) as activity_weight,
        cast(
            sqrt(sum(activity_weight) over (partition by person_id, month_start)) as double
        ) as activity,
        month_start

    from acts_weighed

    where
        edge_weight > 0
        or activity_weight > 0

)

select * from activities_summed
