{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

with

changes as (

    select * from {{ ref('int_pull_request_changes_derived') }}

    {{ with_news() }}

),

states_named as (

    select
        pull_request_id,
        repository_id,
        case
            when change in ('opened', 'reopened') then 'open'
            when change = 'ended' then 'closed'
            else change
        end as state,
        case change when 'opened' then 0 when 'reopened' then 2 else 1 end as rank_in_instant,
        changed_at

    from changes

),

previous_states_found as (

    select
        *,
        lag(state) over (
            partition by pull_request_id
            order by changed_at, rank_in_instant, state, repository_id
        ) as previous_state

    from states_named

),

turns_kept as (

    select *

    from previous_states_found

    where previous_state is null or previous_state != state

),

intervals_closed as (

    select
        pull_request_id,
        repository_id,
        state,
        changed_at as valid_from,
        lead(changed_at) over (
            partition by pull_request_id
            order by changed_at, rank_in_instant, state, repository_id
        ) as valid_to

    from turns_kept

)

select * from intervals_closed
