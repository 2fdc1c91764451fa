{#- dbt-duckdb's own make a table under another name and rename twice, for readers that look on
    meanwhile, and ask the database for columns that the project tells. Here nobody looks on, DuckDB
    takes a table's place within one transaction, and a project that has changed is built whole: a few
    statements instead of ten, for each of a hundred tables in each build. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}

    {%- set language = model['language'] -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if language == 'python' %}
        {% do drop_where_there(existing_relation) %}
        {% call statement('main', language=language) -%}
            {{- create_table_as(False, target_relation, compiled_code, language) }}
        {%- endcall %}
    {% elif is_made_already(existing_relation) and config.get('contract').enforced %}
        {% call statement('main') -%}
            delete from {{ target_relation }};
            {{ insert_by_name(target_relation, compiled_code) }}
        {%- endcall %}
    {% else %}
        {{ make_anew(existing_relation, target_relation) }}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}

{#- What the model gives is added; with a unique key it takes the place of the rows of those keys. -#}
{% materialization incremental, adapter='duckdb', supported_languages=['sql'] %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set keys = config.get('unique_key') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if not is_made_already(existing_relation) %}
        {{ make_anew(existing_relation, target_relation) }}
    {% elif not keys %}
        {% call statement('main') -%}
            {{ insert_by_name(target_relation, compiled_code) }}
        {%- endcall %}
    {% else %}
        {%- set news = this.identifier ~ '__new' -%}
        {% call statement('main') -%}
            create or replace temporary table {{ news }} as ({{ compiled_code }});
            delete from {{ target_relation }} as known using {{ news }} as news
            where
                {%- for key in keys %}
                {{ 'and' if not loop.first }} known.{{ key }} = news.{{ key }}
                {%- endfor %};
            {{ insert_by_name(target_relation, 'select * from ' ~ news) }}
            drop table {{ news }};
        {%- endcall %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}

{% macro is_made_already(existing_relation) -%}
    {{ return(existing_relation is not none and existing_relation.is_table and not should_full_refresh()) }}
{%- endmacro %}

{% macro insert_by_name(relation, query) -%}
    insert into {{ relation }} by name ({{ query }});
{%- endmacro %}

{% macro make_anew(existing_relation, target_relation) -%}
    {% if existing_relation is not none and existing_relation.is_view %}
        {% do drop_where_there(existing_relation) %}
    {% endif %}
    {%- set create = create_table_as(False, target_relation, compiled_code) -%}
    {% call statement('main') -%}
        {{- modules.re.sub('create +table', 'create or replace table', create, 1) }}
    {%- endcall %}
    {% do persist_docs(target_relation, model) %}
{%- endmacro %}

{% macro drop_where_there(relation) -%}
    {% if relation is not none %}
        {% do run_query('drop ' ~ relation.type ~ ' ' ~ relation) %}
    {% endif %}
{%- endmacro %}
