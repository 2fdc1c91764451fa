with

metric_dialects as (

    select * from {{ ref('metric_dialects') }}

)

select
    metric,
    dialect,
    title,
    rule_en,
    rule_zh,
    difference_en,
    difference_zh,
    source,
    licence

from metric_dialects
