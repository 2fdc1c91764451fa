with

events as (

    select * from {{ ref('base_github__events') }}

    where
        event = 'workflow_run'
        and workflow_run.id is not null
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || workflow_run.id as workflow_run_id,
        'github:' || workflow_run.workflow_id as workflow_id,
        'github:' || coalesce(workflow_run.actor.id, sender.id) as account_id,
        delivery_id,
        workflow_run.name as workflow_name,
        workflow_run.head_branch as branch,
        workflow_run.head_sha as commit_sha,
        workflow_run.event as trigger_event,
        lower(workflow_run.status) as status,
        lower(workflow_run.conclusion) as conclusion,
        workflow_run.html_url as url,
        -- A body without attempts is of before there were any.
        coalesce(try_cast(workflow_run.run_attempt as integer), 1) as run_attempt,
        {{ utc_timestamp('workflow_run.created_at') }} as created_at,
        {{ utc_timestamp('workflow_run.run_started_at') }} as started_at,
        coalesce({{ utc_timestamp('workflow_run.updated_at') }}, received_at) as updated_at,
        landed_at

    from events

)

select * from renamed
