{#- A bit for each source: as bits, many tellings' sources are counted several times faster. -#}
{% macro source_bit(source) -%}
    case {{ source }} when 'github' then 1 when 'gitee' then 2 when 'gharchive' then 4 when 'git' then 8 end
{%- endmacro %}
