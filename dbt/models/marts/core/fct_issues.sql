{{ config(materialized='by_repository', meta={'repositories': 'int_repositories_to_attribute'}) }}

with

issue_events as (

    select * from {{ ref('int_issue_events_unioned') }}

    {{ to_attribute() }}

),

issue_states as (

    select * from {{ ref('int_issues_folded') }}

    {{ to_attribute() }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    {{ to_attribute() }}

),

newest_showings_picked as (

    select
        issue_id,
        repository_id,
        issue_number,
        title,
        url

    from issue_events

    qualify
        row_number() over (
            partition by issue_id
            order by updated_at desc, source, delivery_id
        ) = 1

),

openings as (

    select * from activities

    where kind = 'issue_opened'

    qualify row_number() over (partition by object_id order by occurred_at, activity_id) = 1

),

reopenings_counted as (

    select
        object_id,
        count(*) as reopened_count

    from activities

    where kind = 'issue_reopened'

    group by all

),

current_states_found as (

    select
        issue_id,
        state,
        valid_from

    from issue_states

    where valid_to is null

),

first_responses_found as (

    -- A response is a comment by a human who is not the author.
    select
        openings.object_id,
        min(activities.occurred_at) as first_response_at

    from openings

    inner join activities
        on openings.object_id = activities.parent_object_id

    where
        activities.kind = 'issue_commented'
        and not activities.is_bot
        and activities.person_id != coalesce(openings.person_id, '')
        and activities.occurred_at >= openings.occurred_at

    group by all

),

columns_listed as (

    select
        newest_showings_picked.issue_id,
        newest_showings_picked.repository_id,
        openings.person_id as author_person_id,
        newest_showings_picked.title,
        newest_showings_picked.url,
        newest_showings_picked.issue_number,
        coalesce(current_states_found.state, 'removed') as state,
        coalesce(reopenings_counted.reopened_count, 0) as reopened_count,
        openings.is_bot as author_is_bot,
        openings.is_witnessed as is_opening_witnessed,
        openings.occurred_at as opened_at,
        first_responses_found.first_response_at,
        case
            when current_states_found.state = 'closed' then current_states_found.valid_from
        end as closed_at

    from newest_showings_picked

    inner join openings
        on newest_showings_picked.issue_id = openings.object_id

    left join current_states_found
        on newest_showings_picked.issue_id = current_states_found.issue_id

    left join reopenings_counted
        on newest_showings_picked.issue_id = reopenings_counted.object_id

    left join first_responses_found
        on newest_showings_picked.issue_id = first_responses_found.object_id

)

select * from columns_listed
