with

moments as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is null

),

open_spells as (

    select * from {{ ref('int_scope_open_spells') }}

),

open_things_summarised as (

    select
        moments.window_number,
        count(*) filter (where open_spells.kind = 'issue') as open_issue_count,
        count(*) filter (where open_spells.kind = 'pull_request') as open_pull_request_count,
        percentile_cont(0.5) within group (
            order by {{ hours_from('open_spells.opened_at', 'moments.as_of_date') }}
        ) filter (where open_spells.kind = 'issue') as open_issue_age_hours_median,
        percentile_cont(0.9) within group (
            order by {{ hours_from('open_spells.opened_at', 'moments.as_of_date') }}
        ) filter (where open_spells.kind = 'issue') as open_issue_age_hours_p90,
        percentile_cont(0.5) within group (
            order by {{ hours_from('open_spells.opened_at', 'moments.as_of_date') }}
        ) filter (where open_spells.kind = 'pull_request') as open_pull_request_age_hours_median,
        percentile_cont(0.9) within group (
            order by {{ hours_from('open_spells.opened_at', 'moments.as_of_date') }}
        ) filter (where open_spells.kind = 'pull_request') as open_pull_request_age_hours_p90

    from moments

    inner join open_spells
        on
            moments.scope_number = open_spells.scope_number
            and moments.as_of_date > open_spells.valid_from
            and (open_spells.valid_to is null or moments.as_of_date <= open_spells.valid_to)

    group by all

),

moments_filled as (

    select
        moments.window_number,
        coalesce(open_things_summarised.open_issue_count, 0) as issue_count,
        coalesce(open_things_summarised.open_pull_request_count, 0) as pull_request_count,
        cast(coalesce(open_things_summarised.open_issue_count, 0) as double) as open_issue_count,
        cast(
            coalesce(open_things_summarised.open_pull_request_count, 0) as double
        ) as open_pull_request_count,
        open_things_summarised.open_issue_age_hours_median,
        open_things_summarised.open_issue_age_hours_p90,
        open_things_summarised.open_pull_request_age_hours_median,
        open_things_summarised.open_pull_request_age_hours_p90

    from moments

    left join open_things_summarised
        on moments.window_number = open_things_summarised.window_number

),

metrics_listed as (

    select *

    from moments_filled
    unpivot include nulls (
        (value, sample_size) for metric in (
            (open_issue_count, issue_count) as open_issue_count,
            (open_issue_age_hours_median, issue_count) as open_issue_age_hours_median,
            (open_issue_age_hours_p90, issue_count) as open_issue_age_hours_p90,
            (open_pull_request_count, pull_request_count) as open_pull_request_count,
            (
                open_pull_request_age_hours_median, pull_request_count
            ) as open_pull_request_age_hours_median,
            (open_pull_request_age_hours_p90, pull_request_count) as open_pull_request_age_hours_p90
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
