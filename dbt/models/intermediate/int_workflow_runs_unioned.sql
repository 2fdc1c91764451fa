{{ config(materialized='view') }}

with

github_workflow_run_events as (

    select * from {{ ref('stg_github__workflow_run_events') }}

),

newest_tellings_picked as (

    select
        *,
        min(landed_at) over (partition by workflow_run_id, run_attempt) as first_landed_at

    from github_workflow_run_events

    -- A completed run does not begin again: that would be another attempt.
    qualify
        row_number() over (
            partition by workflow_run_id, run_attempt
            order by
                case when status = 'completed' then 0 else 1 end, updated_at desc, delivery_id
        ) = 1

),

runs_told_once as (

    select
        platform,
        repository_id,
        workflow_run_id,
        workflow_id,
        account_id,
        workflow_name,
        branch,
        commit_sha,
        trigger_event,
        status,
        conclusion,
        url,
        run_attempt,
        created_at,
        coalesce(started_at, created_at) as started_at,
        case when status = 'completed' then updated_at end as finished_at,
        first_landed_at

    from newest_tellings_picked

)

select * from runs_told_once
