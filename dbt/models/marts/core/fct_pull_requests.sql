{{ config(materialized='by_repository', meta={'repositories': 'int_repositories_to_attribute'}) }}

with

pull_request_events as (

    select * from {{ ref('int_pull_request_events_unioned') }}

    {{ to_attribute() }}

),

pull_request_states as (

    select * from {{ ref('int_pull_requests_folded') }}

    {{ to_attribute() }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    {{ to_attribute() }}

),

newest_showings_picked as (

    select
        pull_request_id,
        repository_id,
        pull_request_number,
        title,
        url

    from pull_request_events

    qualify
        row_number() over (
            partition by pull_request_id
            order by updated_at desc, source, delivery_id
        ) = 1

),

openings as (

    select * from activities

    where kind = 'pull_request_opened'

    qualify row_number() over (partition by object_id order by occurred_at, activity_id) = 1

),

reopenings_counted as (

    select
        object_id,
        count(*) as reopened_count

    from activities

    where kind = 'pull_request_reopened'

    group by all

),

merges_picked as (

    select
        object_id,
        person_id as merged_by_person_id

    from activities

    where kind = 'pull_request_merged'

    qualify row_number() over (partition by object_id order by occurred_at desc, activity_id) = 1

),

current_states_found as (

    select
        pull_request_id,
        state,
        valid_from

    from pull_request_states

    where valid_to is null

),

responses_found as (

    -- A response is a comment or a review by a human who is not the author.
    select
        openings.object_id,
        min(activities.occurred_at) as first_response_at,
        min(activities.occurred_at) filter (
            where activities.kind in ('pull_request_reviewed', 'review_commented')
        ) as first_review_at

    from openings

    inner join activities
        on openings.object_id = activities.parent_object_id

    where
        activities.kind in ('pull_request_commented', 'pull_request_reviewed', 'review_commented')
        and not activities.is_bot
        and activities.person_id != coalesce(openings.person_id, '')
        and activities.occurred_at >= openings.occurred_at

    group by all

),

columns_listed as (

    select
        newest_showings_picked.pull_request_id,
        newest_showings_picked.repository_id,
        openings.person_id as author_person_id,
        case
            when current_states_found.state = 'merged' then merges_picked.merged_by_person_id
        end as merged_by_person_id,
        newest_showings_picked.title,
        newest_showings_picked.url,
        newest_showings_picked.pull_request_number,
        current_states_found.state,
        coalesce(reopenings_counted.reopened_count, 0) as reopened_count,
        openings.is_bot as author_is_bot,
        current_states_found.state = 'merged' as is_merged,
        openings.is_witnessed as is_opening_witnessed,
        openings.occurred_at as opened_at,
        responses_found.first_response_at,
        responses_found.first_review_at,
        case
            when current_states_found.state = 'merged' then current_states_found.valid_from
        end as merged_at,
        case
            when current_states_found.state != 'open' then current_states_found.valid_from
        end as closed_at

    from newest_showings_picked

    inner join openings
        on newest_showings_picked.pull_request_id = openings.object_id

    inner join current_states_found
        on newest_showings_picked.pull_request_id = current_states_found.pull_request_id

    left join reopenings_counted
        on newest_showings_picked.pull_request_id = reopenings_counted.object_id

    left join merges_picked
        on newest_showings_picked.pull_request_id = merges_picked.object_id

    left join responses_found
        on newest_showings_picked.pull_request_id = responses_found.object_id

)

select * from columns_listed
