with

scopes as (

    select * from {{ ref('int_scopes') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

project_repositories as (

    select * from {{ ref('int_project_repositories') }}

),

home_offsets as (

    select * from {{ ref('int_scope_home_offsets') }}

),

repositories as (

    select * from {{ ref('dim_repositories') }}

),

clone_histories as (

    select * from {{ ref('int_clone_histories') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    where occurred_at < {{ as_of_date() }}

),

repository_activities_summed as (

    select
        repository_id,
        -- Who shows a commit, issue or pull request tells when it began, years ago perhaps: only
        -- acts that are told when they are done show that somebody was looking.
        min(occurred_at) filter (
            where
            kind in (
                'push',
                'issue_reopened',
                'issue_commented',
                'pull_request_reopened',
                'pull_request_commented',
                'pull_request_reviewed',
                'review_commented',
                'commit_commented',
                'discussion_commented',
                'repository_starred',
                'repository_forked'
            )
        ) as first_activity_at,
        max(occurred_at) as last_activity_at,
        count(*) filter (
            where occurred_at >= {{ days_before(as_of_date(), 365) }}
        ) as recent_activity_count

    from activities

    group by all

),

repositories_ranked as (

    select
        repositories.repository_id,
        cast(
            least(repositories.first_seen_at, repository_activities_summed.first_activity_at)
            as date
        ) as known_from_date,
        -- Who has nothing but a clone sees no issue and no pull request.
        cast(
            least(
                case
                    when not coalesce(clone_histories.is_known_by_name_only, false)
                        then repositories.first_seen_at
                end,
                repository_activities_summed.first_activity_at
            ) as date
        ) as observed_from_date,
        cast(clone_histories.told_from as date) as cloned_from_date,
        cast(repository_activities_summed.last_activity_at as date) as last_activity_date,
        {{ fingerprint([
            'repositories.repository_id',
            'project_repositories.is_mirror',
            'clone_histories.told_from',
            'case when clone_histories.is_known_by_name_only then repositories.first_seen_at end',
        ]) }} as fingerprint,
        coalesce(project_repositories.project_id is not null, false) as is_in_project,
        row_number() over (
            order by
                project_repositories.project_id is null,
                coalesce(repository_activities_summed.recent_activity_count, 0) desc,
                repositories.repository_id
        ) as history_rank

    from repositories

    left join repository_activities_summed
        on repositories.repository_id = repository_activities_summed.repository_id

    left join project_repositories
        on repositories.repository_id = project_repositories.repository_id

    left join clone_histories
        on repositories.repository_id = clone_histories.repository_id

),

scopes_summed as (

    select
        scopes.scope_number,
        scopes.scope_type,
        scopes.scope_id,
        bool_or(
            scopes.scope_type != 'repository'
            or repositories_ranked.is_in_project
            or repositories_ranked.history_rank <= {{ var('metric_history_repositories') }}
        ) as has_history,
        bool_or(
            scopes.scope_type != 'repository'
            or repositories_ranked.is_in_project
            or repositories_ranked.history_rank <= {{ var('metric_repositories') }}
        ) as is_measured,
        min(repositories_ranked.known_from_date) filter (
            where repositories_ranked.known_from_date < {{ as_of_date() }}
        ) as known_from_date,
        min(repositories_ranked.observed_from_date) filter (
            where repositories_ranked.observed_from_date < {{ as_of_date() }}
        ) as observed_from_date,
        min(
            least(repositories_ranked.observed_from_date, repositories_ranked.cloned_from_date)
        ) filter (
            where
            least(repositories_ranked.observed_from_date, repositories_ranked.cloned_from_date)
            < {{ as_of_date() }}
        ) as commits_observed_from_date,
        max(repositories_ranked.last_activity_date) as last_activity_date,
        -- What a scope is: another one has all its windows computed anew.
        {{ fingerprint([
            'scopes.scope_name',
            'max(home_offsets.home_utc_offset_minutes)',
            'sum(repositories_ranked.fingerprint)',
        ]) }} as scope_fingerprint

    from scopes

    left join scope_repositories
        on scopes.scope_number = scope_repositories.scope_number

    left join repositories_ranked
        on scope_repositories.repository_id = repositories_ranked.repository_id

    left join home_offsets
        on scopes.scope_number = home_offsets.scope_number

    -- By name: an aggregate in a function would be taken for a key.
    group by scopes.scope_number, scopes.scope_type, scopes.scope_id, scopes.scope_name

),

scopes_measured as (

    -- Of the repositories that nobody lists, those that hardly anything happens in have no metrics.
    select *

    from scopes_summed

    where is_measured

)

select * from scopes_measured
