with

activities as (

    select * from {{ ref('int_activities_clocked') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

scopes_observed as (

    select * from {{ ref('int_scopes_observed') }}

),

repeated_commits as (

    select * from {{ ref('int_scope_repeated_commits') }}

),

organisations as (

    select * from {{ ref('int_organisations_numbered') }}

),

acts_counted_once as (

    select
        scope_repositories.scope_number,
        activities.person_number,
        organisations.organisation_number,
        activities.kind,
        activities.utc_offset_minutes,
        activities.is_bot,
        activities.is_contribution,
        cast(activities.occurred_at as date) as activity_date,
        activities.occurred_at

    from activities

    inner join scope_repositories
        on activities.repository_id = scope_repositories.repository_id

    -- Most repositories of a whole forge's hour have no metrics.
    inner join scopes_observed
        on scope_repositories.scope_number = scopes_observed.scope_number

    left join organisations
        on activities.organisation_id = organisations.organisation_id

    left join repeated_commits
        on
            scope_repositories.scope_number = repeated_commits.scope_number
            and activities.activity_id = repeated_commits.activity_id

    where
        repeated_commits.activity_id is null
        -- A push to a mirror repeats one that was made elsewhere in the scope.
        and not (activities.kind = 'push' and scope_repositories.is_mirror)

)

select * from acts_counted_once
