with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

    where commit_count > 0

),

commits_summed as (

    select
        windows.scope_type,
        windows.scope_id,
        windows.window_days,
        windows.as_of_date,
        person_days.person_id,
        sum(person_days.commit_count) as commit_count

    from windows

    inner join person_days
        on
            windows.scope_type = person_days.scope_type
            and windows.scope_id = person_days.scope_id
            and windows.starts_on <= person_days.activity_date
            and windows.as_of_date > person_days.activity_date

    group by all

),

shares_accumulated as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        commit_count,
        sum(commit_count) over (
            partition by scope_type, scope_id, window_days, as_of_date
            order by commit_count desc, person_id
            rows between unbounded preceding and current row
        ) as commits_so_far_count,
        sum(commit_count) over (
            partition by scope_type, scope_id, window_days, as_of_date
        ) as all_commits_count

    from commits_summed

),

-- A person is needed as long as those before them wrote less than half.
people_needed_counted as (

    select
        scope_type,
        scope_id,
        window_days,
        as_of_date,
        count(*) filter (
            where 2 * (commits_so_far_count - commit_count) < all_commits_count
        ) as absence_factor,
        max(all_commits_count) as commit_count

    from shares_accumulated

    group by all

),

metrics_described as (

    select
        windows.scope_type,
        windows.scope_id,
        'contributor_absence_factor' as metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        windows.window_days,
        cast(people_needed_counted.absence_factor as double) as value,
        cast(coalesce(people_needed_counted.commit_count, 0) as bigint) as sample_size,
        windows.as_of_date

    from windows

    left join people_needed_counted
        on
            windows.scope_type = people_needed_counted.scope_type
            and windows.scope_id = people_needed_counted.scope_id
            and windows.window_days = people_needed_counted.window_days
            and windows.as_of_date = people_needed_counted.as_of_date

)

select * from metrics_described
