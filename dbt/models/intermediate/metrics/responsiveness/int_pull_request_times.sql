-- The DORA stretches of a merged pull request, as Apache DevLake cuts them: whoever answers first
-- begins the review, were it before the opening or after the merge.
with

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

    where
        merged_at is not null
        and not coalesce(author_is_bot, false)

),

activities as (

    select * from {{ ref('fct_activities') }}

    where
        kind in ('pull_request_commented', 'pull_request_reviewed', 'review_commented')
        and not coalesce(is_bot, false)

),

pull_request_commits as (

    select * from {{ ref('int_pull_request_commits') }}

),

pull_request_deployments as (

    select * from {{ ref('int_pull_request_deployments') }}

),

first_commits_found as (

    select
        pull_request_id,
        min(authored_at) as first_authored_at

    from pull_request_commits

    group by all

),

first_responses_found as (

    select
        pull_requests.pull_request_id,
        min(activities.occurred_at) as first_response_at

    from pull_requests

    inner join activities
        on pull_requests.pull_request_id = activities.parent_object_id

    where activities.person_id != coalesce(pull_requests.author_person_id, '')

    group by all

),

moments_joined as (

    select
        pull_requests.pull_request_id,
        pull_requests.repository_id,
        first_commits_found.first_authored_at,
        pull_requests.opened_at,
        first_responses_found.first_response_at,
        pull_requests.merged_at,
        case
            when pull_request_deployments.deployed_at >= pull_requests.merged_at
                then pull_request_deployments.deployed_at
        end as deployed_at

    from pull_requests

    left join first_commits_found
        on pull_requests.pull_request_id = first_commits_found.pull_request_id

    left join first_responses_found
        on pull_requests.pull_request_id = first_responses_found.pull_request_id

    left join pull_request_deployments
        on pull_requests.pull_request_id = pull_request_deployments.pull_request_id

),

stretches_cut as (

    select
        pull_request_id,
        repository_id,
        'dora_coding' as kind,
        merged_at as counted_at,
        first_authored_at as started_at,
        opened_at as ended_at,
        cast(null as timestamp) as undone_at

    from moments_joined

    union all

    select
        pull_request_id,
        repository_id,
        'dora_pickup' as kind,
        merged_at as counted_at,
        opened_at as started_at,
        first_response_at as ended_at,
        cast(null as timestamp) as undone_at

    from moments_joined

    union all

    select
        pull_request_id,
        repository_id,
        'dora_review' as kind,
        merged_at as counted_at,
        first_response_at as started_at,
        merged_at as ended_at,
        cast(null as timestamp) as undone_at

    from moments_joined

    union all

    select
        pull_request_id,
        repository_id,
        'dora_deploy' as kind,
        merged_at as counted_at,
        merged_at as started_at,
        deployed_at as ended_at,
        cast(null as timestamp) as undone_at

    from moments_joined

    union all

    -- The cycle ends with the merge until the deployment is known.
    select
        pull_request_id,
        repository_id,
        'dora_cycle' as kind,
        merged_at as counted_at,
        least(coalesce(first_authored_at, opened_at), opened_at) as started_at,
        merged_at as ended_at,
        deployed_at as undone_at

    from moments_joined

    union all

    select
        pull_request_id,
        repository_id,
        'dora_cycle' as kind,
        merged_at as counted_at,
        least(coalesce(first_authored_at, opened_at), opened_at) as started_at,
        deployed_at as ended_at,
        cast(null as timestamp) as undone_at

    from moments_joined

),

known_ones_kept as (

    -- A stretch that would be negative is not known.
    select * from stretches_cut

    where ended_at >= started_at

)

select * from known_ones_kept
