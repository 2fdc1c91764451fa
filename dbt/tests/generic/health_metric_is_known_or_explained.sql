{#- Detects values that are neither known nor explained, known and explained at once, or no finite
    number, and shares outside 0 to 1. A row is one such value. -#}
{% test health_metric_is_known_or_explained(model) %}

select *

from {{ model }}

where
    (value is null) = (unknown_reason is null)
    or coverage not between 0 and 1
    or sample_size < 0
    or (metric like '%_within_%_ratio' and value not between 0 and 1)
    or abs(value) = cast('inf' as double)
    or value != value

{% endtest %}
