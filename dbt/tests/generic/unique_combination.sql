{#- Detects rows that share all the columns given; nulls are equal. A row is one repeated combination. -#}
{% test unique_combination(model, columns) %}

select
    {{ columns | map('tojson') | join(', ') }},
    count(*) as row_count

from {{ model }}

group by all

having count(*) > 1

{% endtest %}
