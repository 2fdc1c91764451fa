with

health_metrics as (

    select * from {{ ref('fct_health_metrics') }}

    where
        dialect = 'chaoss'
        and metric like 'newcomer_funnel_%'

),

stages_pivoted as (

    select
        scope_type,
        scope_id,
        scope_name,
        window_days,
        max(case when metric = 'newcomer_funnel_d0_people' then value end) as d0_people_count,
        max(case when metric = 'newcomer_funnel_d1_people' then value end) as d1_people_count,
        max(case when metric = 'newcomer_funnel_d2_people' then value end) as d2_people_count,
        max(case when metric = 'newcomer_funnel_d0_d1_conversion_ratio' then value end)
            as d0_d1_conversion_ratio,
        max(case when metric = 'newcomer_funnel_d1_d2_conversion_ratio' then value end)
            as d1_d2_conversion_ratio,
        max(case when metric = 'newcomer_funnel_d0_d1_days_median' then value end)
            as d0_d1_days_median,
        max(case when metric = 'newcomer_funnel_d1_d2_days_median' then value end)
            as d1_d2_days_median,
        max(coverage) as coverage,
        as_of_date

    from health_metrics

    group by all

)

select
    scope_type,
    scope_id,
    scope_name,
    window_days,
    d0_people_count,
    d1_people_count,
    d2_people_count,
    d0_d1_conversion_ratio,
    d1_d2_conversion_ratio,
    d0_d1_days_median,
    d1_d2_days_median,
    coverage,
    as_of_date

from stages_pivoted
