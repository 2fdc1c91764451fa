with

windows as (

    select * from {{ ref('int_windows_of_day') }}

),

window_people as (

    select * from {{ ref('int_window_people') }}

),

window_tiers as (

    select * from {{ ref('int_window_tiers') }}

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

lives_summed as (

    select
        scope_number,
        person_number,
        min(activity_date) as first_contribution_date,
        max(activity_date) as last_contribution_date

    from person_days

    group by all

),

windows_before_summed as (

    select
        windows.window_number,
        person_days.person_number,
        cast(sum(person_days.contribution_count) as bigint) as contribution_count_before

    from windows

    inner join person_days
        on
            windows.scope_number = person_days.scope_number
            and {{ days_before('windows.starts_on', 'windows.window_days') }}
            <= person_days.activity_date
            and windows.starts_on > person_days.activity_date

    group by all

),

contributions_joined as (

    select
        window_people.window_number,
        window_people.person_number,
        window_people.contribution_count,
        window_people.commit_count,
        window_people.review_count,
        window_people.active_week_count

    from window_people

    inner join windows
        on window_people.window_number = windows.window_number

    where window_people.contribution_count > 0

),

people_met as (

    select
        coalesce(contributions_joined.window_number, windows_before_summed.window_number)
            as window_number,
        coalesce(contributions_joined.person_number, windows_before_summed.person_number)
            as person_number,
        coalesce(contributions_joined.contribution_count, 0) as contribution_count,
        coalesce(contributions_joined.commit_count, 0) as commit_count,
        coalesce(contributions_joined.review_count, 0) as review_count,
        coalesce(contributions_joined.active_week_count, 0) as active_week_count,
        coalesce(windows_before_summed.contribution_count_before, 0) as contribution_count_before

    from contributions_joined

    full outer join windows_before_summed
        on
            contributions_joined.window_number = windows_before_summed.window_number
            and contributions_joined.person_number = windows_before_summed.person_number

),

windows_summed as (

    select
        window_number,
        count(*) as window_people_count,
        sum(review_count) as window_review_count

    from people_met

    group by all

),

shares_accumulated as (

    select
        window_number,
        person_number,
        commit_count,
        sum(commit_count) over (
            partition by window_number
            order by commit_count desc, person_number
            rows between unbounded preceding and current row
        ) - commit_count as commits_before_count,
        row_number() over (
            partition by window_number
            order by commit_count desc, person_number
        ) as commit_rank,
        sum(commit_count) over (partition by window_number) as window_commit_count,
        max(commit_count) over (partition by window_number) as top_commit_count

    from people_met

    where commit_count > 0

),

-- Whoever comes after these is not among those who wrote half, whoever leaves.
factor_candidates_picked as (

    select * from shares_accumulated

    where 2 * commits_before_count < window_commit_count + top_commit_count

),

-- Leave-one-out, for the ten who wrote most: without them the work before each other is less.
factors_without_counted as (

    select
        leavers.window_number,
        leavers.person_number,
        count(*) filter (
            where
            2 * (
                others.commits_before_count
                - case
                    when others.commit_rank > leavers.commit_rank then leavers.commit_count else 0
                end
            ) < others.window_commit_count - leavers.commit_count
        ) as absence_factor_without

    from shares_accumulated as leavers

    inner join windows_summed
        on leavers.window_number = windows_summed.window_number

    left join factor_candidates_picked as others
        on
            leavers.window_number = others.window_number
            and leavers.person_number != others.person_number

    where
        leavers.commit_rank <= 10
        and windows_summed.window_people_count > 1

    group by all

),

standings_told as (

    select
        windows.scope_type,
        windows.scope_id,
        contributors.person_id,
        case
            when people_met.contribution_count = 0 then 'churned'
            when lives_summed.first_contribution_date >= windows.starts_on then 'new'
            when people_met.contribution_count_before > 0 then 'returning'
            else 'reactivated'
        end as standing,
        window_tiers.tier,
        windows.window_days,
        people_met.contribution_count,
        people_met.contribution_count_before,
        people_met.commit_count,
        people_met.review_count,
        people_met.active_week_count,
        factors_without_counted.absence_factor_without,
        1 - cast(people_met.review_count as double)
        / nullif(windows_summed.window_review_count, 0) as review_capacity_without_ratio,
        windows.as_of_date,
        lives_summed.first_contribution_date,
        lives_summed.last_contribution_date

    from people_met

    inner join windows
        on people_met.window_number = windows.window_number

    inner join windows_summed
        on people_met.window_number = windows_summed.window_number

    inner join contributors
        on people_met.person_number = contributors.person_number

    inner join lives_summed
        on
            windows.scope_number = lives_summed.scope_number
            and people_met.person_number = lives_summed.person_number

    left join window_tiers
        on
            people_met.window_number = window_tiers.window_number
            and people_met.person_number = window_tiers.person_number

    left join factors_without_counted
        on
            people_met.window_number = factors_without_counted.window_number
            and people_met.person_number = factors_without_counted.person_number

)

select
    scope_type,
    scope_id,
    person_id,
    standing,
    tier,
    window_days,
    contribution_count,
    contribution_count_before,
    cast(commit_count as bigint) as commit_count,
    cast(review_count as bigint) as review_count,
    cast(active_week_count as bigint) as active_week_count,
    cast(absence_factor_without as bigint) as absence_factor_without,
    review_capacity_without_ratio,
    as_of_date,
    first_contribution_date,
    last_contribution_date

from standings_told
