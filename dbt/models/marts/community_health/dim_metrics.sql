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
    minimum_sample,
    direction

from metric_definitions
