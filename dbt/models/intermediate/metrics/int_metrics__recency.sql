with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is null

),

scope_days as (

    select * from {{ ref('int_scope_days') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

release_days as (

    select
        scope_number,
        activity_date as release_date

    from scope_days

    where release_count > 0

),

commit_days as (

    select
        scope_number,
        activity_date as commit_date

    from scope_days

    where commit_count > 0

),

repository_commit_days as (

    select
        scope_repositories.repository_id,
        commit_days.commit_date

    from commit_days

    inner join scope_repositories
        on commit_days.scope_number = scope_repositories.scope_number

    where scope_repositories.scope_type = 'repository'

),

repository_moments as (

    select
        windows.window_number,
        scope_repositories.repository_id,
        windows.as_of_date

    from windows

    inner join scope_repositories
        on windows.scope_number = scope_repositories.scope_number

    -- A mirror is as old as what it copies.
    where not scope_repositories.is_mirror

),

repositories_averaged as (

    select
        repository_moments.window_number,
        count(*) as repository_count,
        avg({{ days_from('repository_commit_days.commit_date', 'repository_moments.as_of_date') }})
            as mean_days

    from repository_moments

    asof inner join repository_commit_days
        on
            repository_moments.repository_id = repository_commit_days.repository_id
            and repository_moments.as_of_date > repository_commit_days.commit_date

    group by all

),

last_commits_found as (

    select
        windows.window_number,
        {{ days_from('commit_days.commit_date', 'windows.as_of_date') }} as days_since

    from windows

    asof inner join commit_days
        on
            windows.scope_number = commit_days.scope_number
            and windows.as_of_date > commit_days.commit_date

),

last_releases_found as (

    select
        windows.window_number,
        {{ days_from('release_days.release_date', 'windows.as_of_date') }} as days_since

    from windows

    asof inner join release_days
        on
            windows.scope_number = release_days.scope_number
            and windows.as_of_date > release_days.release_date

),

values_joined as (

    select
        windows.window_number,
        cast(last_commits_found.days_since as double) as commit_value,
        cast(last_commits_found.window_number is not null as bigint) as commit_sample_size,
        cast(last_releases_found.days_since as double) as release_value,
        cast(last_releases_found.window_number is not null as bigint) as release_sample_size,
        cast(repositories_averaged.mean_days as double) as updated_value,
        coalesce(repositories_averaged.repository_count, 0) as updated_sample_size

    from windows

    left join last_commits_found
        on windows.window_number = last_commits_found.window_number

    left join last_releases_found
        on windows.window_number = last_releases_found.window_number

    left join repositories_averaged
        on windows.window_number = repositories_averaged.window_number

),

metrics_listed as (

    select *

    from values_joined
    unpivot include nulls (
        (value, sample_size) for metric in (
            (commit_value, commit_sample_size) as days_since_last_commit,
            (release_value, release_sample_size) as days_since_last_release,
            (updated_value, updated_sample_size) as updated_since_days_mean
        )
    )

),

metrics_described as (

    select
        window_number,
        metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        value,
        sample_size

    from metrics_listed

)

select * from metrics_described
