with

windows as (

    select * from {{ ref('int_windows_of_day') }}

),

organisations as (

    select * from {{ ref('int_organisations_numbered') }}

),

member_days as (

    select * from {{ ref('int_scope_member_days') }}

),

people_counted as (

    select
        windows.window_number,
        member_days.organisation_number,
        count(distinct member_days.person_number) as people_count

    from windows

    inner join member_days
        on
            windows.scope_number = member_days.scope_number
            and windows.starts_on <= member_days.activity_date
            and windows.as_of_date > member_days.activity_date

    where member_days.organisation_number is not null

    group by all

),

-- Where nobody's employer is known there is nobody to compare.
organisation_windows as (

    select * from windows

    where window_number in (select window_number from people_counted)

),

window_organisations as (

    select
        organisation_windows.window_number,
        member_days.organisation_number,
        case
            when member_days.organisation_number is null then member_days.person_number
        end as individual_number,
        cast(sum(member_days.contribution_count) as bigint) as contribution_count,
        cast(sum(member_days.commit_count) as bigint) as commit_count,
        cast(sum(member_days.review_count) as bigint) as review_count

    from organisation_windows

    inner join member_days
        on
            organisation_windows.scope_number = member_days.scope_number
            and organisation_windows.starts_on <= member_days.activity_date
            and organisation_windows.as_of_date > member_days.activity_date

    group by all

),

shares_accumulated as (

    select
        window_organisations.*,
        sum(commit_count) over (
            partition by window_number
            order by commit_count desc, organisation_number, individual_number
            rows between unbounded preceding and current row
        ) - commit_count as commits_before_count,
        row_number() over (
            partition by window_number
            order by commit_count desc, organisation_number, individual_number
        ) as commit_rank,
        sum(commit_count) over (partition by window_number) as window_commit_count,
        sum(contribution_count) over (partition by window_number) as window_contribution_count,
        sum(review_count) over (partition by window_number) as window_review_count

    from window_organisations

),

factors_without_counted as (

    select
        leavers.window_number,
        leavers.organisation_number,
        count(*) filter (
            where
            others.commit_count > 0
            and 2 * (
                others.commits_before_count
                - case
                    when others.commit_rank > leavers.commit_rank then leavers.commit_count else 0
                end
            ) < others.window_commit_count - leavers.commit_count
        ) as elephant_factor_without

    from shares_accumulated as leavers

    inner join shares_accumulated as others
        on
            leavers.window_number = others.window_number
            and leavers.commit_rank != others.commit_rank

    where
        leavers.organisation_number is not null
        and leavers.commit_rank <= 10
        and leavers.commit_count > 0

    group by all

),

standings_told as (

    select
        windows.scope_type,
        windows.scope_id,
        organisations.organisation_id,
        windows.window_days,
        people_counted.people_count,
        shares_accumulated.contribution_count,
        shares_accumulated.commit_count,
        shares_accumulated.review_count,
        cast(shares_accumulated.contribution_count as double)
        / shares_accumulated.window_contribution_count as contribution_ratio,
        factors_without_counted.elephant_factor_without,
        1 - cast(shares_accumulated.review_count as double)
        / nullif(shares_accumulated.window_review_count, 0) as review_capacity_without_ratio,
        windows.as_of_date

    from shares_accumulated

    inner join windows
        on shares_accumulated.window_number = windows.window_number

    inner join organisations
        on shares_accumulated.organisation_number = organisations.organisation_number

    inner join people_counted
        on
            shares_accumulated.window_number = people_counted.window_number
            and shares_accumulated.organisation_number = people_counted.organisation_number

    left join factors_without_counted
        on
            shares_accumulated.window_number = factors_without_counted.window_number
            and shares_accumulated.organisation_number = factors_without_counted.organisation_number

)

select
    scope_type,
    scope_id,
    organisation_id,
    window_days,
    people_count,
    contribution_count,
    commit_count,
    review_count,
    contribution_ratio,
    elephant_factor_without,
    review_capacity_without_ratio,
    as_of_date

from standings_told
