with

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

)

select
    metric,
    title_en,
    title_zh,
    explanation_en,
    explanation_zh,
    unit,
    formula,
    source,
    licence,
    chaoss_page,
    standard,
    standard_indicator_zh,
    standard_status,
    direction,
    minimum_sample,
    compares_windows

from metric_definitions
