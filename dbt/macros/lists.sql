{% macro each_item(list) -%}
    {{ return(adapter.dispatch('each_item')(list)) }}
{%- endmacro %}

{% macro duckdb__each_item(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro list_of(items) -%}
    {{ return(adapter.dispatch('list_of')(items)) }}
{%- endmacro %}

{% macro duckdb__list_of(items) -%}
    [{{ items | join(', ') }}]
{%- endmacro %}

{% macro list_length(list) -%}
    {{ return(adapter.dispatch('list_length')(list)) }}
{%- endmacro %}

{% macro duckdb__list_length(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro item_names(list) -%}
    {{ return(adapter.dispatch('item_names')(list)) }}
{%- endmacro %}

{% macro duckdb__item_names(list) -%}
    list_sort(list_transform({{ list }}, lambda item: item.name))
{%- endmacro %}

{#- One row per value of several columns that are alike, as `item`: each column is read on its own,
    which costs a fraction of making lists and taking them apart. -#}
{% macro one_row_each(relation, columns, item, carried) -%}
    {%- for column in columns %}
        select
            {%- for name in carried %}
            {{ name }},
            {%- endfor %}
            {{ column }} as {{ item }}

        from {{ relation }}

        where {{ column }} is not null
        {%- if not loop.last %}

        union all
        {% endif -%}
    {%- endfor %}
{%- endmacro %}
