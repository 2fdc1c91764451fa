{{ config(materialized='view') }}

-- What composites count of organisations. Where no contributor's employer is known, nothing is
-- known of organisations: there is no row then, and not a 0.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days in (90, 365)

),

organisation_days as (

    select * from {{ ref('int_scope_organisation_days') }}

),

days_of_windows as (

    select
        windows.scope_number,
        windows.window_days,
        windows.as_of_date,
        organisation_days.organisation_number,
        organisation_days.person_number,
        organisation_days.commit_count,
        organisation_days.code_contribution_count,
        organisation_days.code_count,
        -- Thirteen weeks, counted back from the date; the last of them has six days.
        ({{ days_from('organisation_days.activity_date', 'windows.as_of_date') }} - 1) // 7
            as weeks_ago

    from windows

    inner join organisation_days
        on
            windows.scope_number = organisation_days.scope_number
            and windows.starts_on <= organisation_days.activity_date
            and windows.as_of_date > organisation_days.activity_date

),

organisations_summed as (

    select
        scope_number,
        window_days,
        as_of_date,
        organisation_number,
        sum(commit_count) as commit_count,
        sum(code_contribution_count) as code_contribution_count,
        count(distinct weeks_ago) filter (where commit_count > 0) as commit_week_count

    from days_of_windows

    group by all

),

quarters_summed as (

    select
        scope_number,
        as_of_date,
        count(*) as org_count,
        sum(commit_count) / 12.85 as org_commit_frequency,
        sum(commit_week_count) as org_contribution_last

    from organisations_summed

    where window_days = 90

    group by all

),

coders_counted as (

    select
        scope_number,
        as_of_date,
        count(distinct person_number) filter (where code_count > 0) as org_contributor_count

    from days_of_windows

    where window_days = 90

    group by all

),

shares_accumulated as (

    select
        scope_number,
        as_of_date,
        coalesce(
            sum(code_contribution_count) over (
                partition by scope_number, as_of_date
                order by code_contribution_count desc, organisation_number
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as count_before,
        sum(code_contribution_count) over (partition by scope_number, as_of_date) as all_count

    from organisations_summed

    where
        window_days = 365
        and code_contribution_count > 0

),

-- LFX: how few organisations did 51 % of what organisations did to the code.
dependencies_counted as (

    select
        scope_number,
        as_of_date,
        count(*) as lfx_organisation_dependency

    from shares_accumulated

    where 100 * count_before < 51 * all_count

    group by all

),

first_days_found as (

    select
        scope_number,
        organisation_number,
        min(activity_date) as first_date

    from organisation_days

    group by all

),

ever_counted as (

    select
        windows.scope_number,
        windows.as_of_date,
        count(*) as organisations_ever

    from windows

    inner join first_days_found
        on
            windows.scope_number = first_days_found.scope_number
            and windows.as_of_date > first_days_found.first_date

    where windows.window_days = 90

    group by all

),

joined as (

    select
        ever_counted.scope_number,
        ever_counted.as_of_date,
        cast(quarters_summed.org_count as double) as org_count,
        cast(coders_counted.org_contributor_count as double) as org_contributor_count,
        cast(quarters_summed.org_commit_frequency as double) as org_commit_frequency,
        cast(quarters_summed.org_contribution_last as double) as org_contribution_last,
        cast(dependencies_counted.lfx_organisation_dependency as double)
            as lfx_organisation_dependency,
        cast(ever_counted.organisations_ever as double) as organisations_ever

    from ever_counted

    left join quarters_summed
        on
            ever_counted.scope_number = quarters_summed.scope_number
            and ever_counted.as_of_date = quarters_summed.as_of_date

    left join coders_counted
        on
            ever_counted.scope_number = coders_counted.scope_number
            and ever_counted.as_of_date = coders_counted.as_of_date

    left join dependencies_counted
        on
            ever_counted.scope_number = dependencies_counted.scope_number
            and ever_counted.as_of_date = dependencies_counted.as_of_date

),

listed as (

    select *

    from joined
    unpivot (
        value for input in (
            org_count,
            org_contributor_count,
            org_commit_frequency,
            org_contribution_last,
            lfx_organisation_dependency,
            organisations_ever
        )
    )

)

select * from listed
