with

waits_summarised as (

    select * from {{ ref('int_window_wait_sums') }}

),

survival_medians as (

    select * from {{ ref('int_window_survival_medians') }}

),

joined as (

    select
        waits_summarised.window_number,
        waits_summarised.kind,
        waits_summarised.all_count,
        waits_summarised.over_count,
        waits_summarised.waiting_count,
        waits_summarised.median_hours,
        waits_summarised.p90_hours,
        waits_summarised.mean_hours,
        survival_medians.kaplan_meier_median_hours,
        cast(waits_summarised.within_24h_count as double)
        / nullif(waits_summarised.all_count, 0) as within_24h_ratio,
        cast(waits_summarised.within_7d_count as double)
        / nullif(waits_summarised.all_count, 0) as within_7d_ratio

    from waits_summarised

    left join survival_medians
        on
            waits_summarised.window_number = survival_medians.window_number
            and waits_summarised.kind = survival_medians.kind

)

select * from joined
