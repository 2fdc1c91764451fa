{% macro parsed_json(text, structure) -%}
    {{ return(adapter.dispatch('parsed_json')(text, structure)) }}
{%- endmacro %}

{% macro duckdb__parsed_json(text, structure) -%}
    try(from_json({{ text }}, '{{ tojson(structure, sort_keys=False) }}'))
{%- endmacro %}
