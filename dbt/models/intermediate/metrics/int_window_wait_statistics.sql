with

window_waits as (

    select * from {{ ref('int_window_waits') }}

),

survival_medians as (

    select * from {{ ref('int_window_survival_medians') }}

),

waits_summarised as (

    select
        window_number,
        kind,
        count(*) as all_count,
        count(*) filter (where is_over) as over_count,
        count(*) filter (where not is_over) as waiting_count,
        percentile_cont(0.5) within group (order by wait_hours) filter (where is_over)
            as median_hours,
        percentile_cont(0.9) within group (order by wait_hours) filter (where is_over)
            as p90_hours,
        -- Of whole microseconds: a sum of fractions depends on the order of its terms.
        avg(cast(round(wait_hours * 3600000000) as bigint)) filter (where is_over) / 3600000000
            as mean_hours,
        count(*) filter (where is_over and wait_hours <= 24) as within_24h_count,
        count(*) filter (where is_over and wait_hours <= 168) as within_7d_count

    from window_waits

    group by all

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
