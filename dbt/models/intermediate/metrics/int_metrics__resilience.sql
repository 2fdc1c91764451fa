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
        windows.window_number,
        person_days.person_number,
        sum(person_days.commit_count) as commit_count

    from windows

    inner join person_days
        on
            windows.scope_number = person_days.scope_number
            and windows.starts_on <= person_days.activity_date
            and windows.as_of_date > person_days.activity_date

    group by all

),

shares_accumulated as (

    select
        window_number,
        commit_count,
        sum(commit_count) over (
            partition by window_number
            order by commit_count desc, person_number
            rows between unbounded preceding and current row
        ) as commits_so_far_count,
        sum(commit_count) over (
            partition by window_number
        ) as all_commits_count

    from commits_summed

),

-- A person is needed as long as those before them wrote less than half.
people_needed_counted as (

    select
        window_number,
        count(*) filter (
            where 2 * (commits_so_far_count - commit_count) < all_commits_count
        ) as absence_factor,
        max(all_commits_count) as commit_count

    from shares_accumulated

    group by all

),

metrics_described as (

    select
        windows.window_number,
        'contributor_absence_factor' as metric,
        'chaoss' as dialect,
        cast(null as varchar) as unknown_reason,
        cast(people_needed_counted.absence_factor as double) as value,
        cast(coalesce(people_needed_counted.commit_count, 0) as bigint) as sample_size

    from windows

    left join people_needed_counted
        on windows.window_number = people_needed_counted.window_number

)

select * from metrics_described
