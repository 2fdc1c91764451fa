{#- Join each row of the relation before it with the items of its list, one row per item. -#}
{% macro cross_join_items(list, item) -%}
    {{ return(adapter.dispatch('cross_join_items')(list, item)) }}
{%- endmacro %}

{% macro duckdb__cross_join_items(list, item) -%}
    cross join unnest({{ list }}) as {{ item }}s_unnested({{ item }})
{%- endmacro %}

{#- A list of the expressions given. -#}
{% macro list_of(items) -%}
    {{ return(adapter.dispatch('list_of')(items)) }}
{%- endmacro %}

{% macro duckdb__list_of(items) -%}
    [{{ items | join(', ') }}]
{%- endmacro %}

{#- How many items a list has, null for a null list. -#}
{% macro list_length(list) -%}
    {{ return(adapter.dispatch('list_length')(list)) }}
{%- endmacro %}

{% macro duckdb__list_length(list) -%}
    len({{ list }})
{%- endmacro %}
