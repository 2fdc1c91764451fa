with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        event in ('deployment', 'deployment_status')
        and deployment.id is not null
        and repository.id is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || deployment.id as deployment_id,
        'github:' || deployment.creator.id as account_id,
        delivery_id,
        deployment.sha as commit_sha,
        deployment.ref,
        coalesce(deployment_status.environment, deployment.environment) as environment,
        deployment.task,
        -- A deployment that was only asked for has no status yet.
        coalesce(lower(deployment_status.state), 'created') as state,
        deployment.url,
        coalesce(deployment.production_environment, false)
        or coalesce(
            regexp_matches(
                lower(coalesce(deployment_status.environment, deployment.environment)),
                '^(prod|production|live)([^a-z]|$)'
            ),
            false
        ) as is_production,
        {{ utc_timestamp('deployment.created_at') }} as created_at,
        coalesce(
            {{ utc_timestamp('deployment_status.created_at') }},
            {{ utc_timestamp('deployment.created_at') }},
            received_at
        ) as told_at,
        landed_at

    from events

)

select * from renamed
