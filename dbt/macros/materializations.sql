{#- dbt-duckdb's own makes a table under another name and renames twice, for readers that look on
    meanwhile. Here nobody does, and DuckDB takes a table's place within one transaction: three
    statements instead of eight, for each of a hundred tables in each build. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}

    {%- set language = model['language'] -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if existing_relation is not none and (existing_relation.is_view or language == 'python') %}
        {% do run_query('drop ' ~ existing_relation.type ~ ' ' ~ existing_relation) %}
    {% endif %}

    {%- set create -%}
        {{- create_table_as(False, target_relation, compiled_code, language) }}
    {%- endset -%}
    {% call statement('main', language=language) -%}
        {%- if language == 'sql' -%}
            {{- modules.re.sub('create +table', 'create or replace table', create, 1) }}
        {%- else -%}
            {{- create }}
        {%- endif -%}
    {%- endcall %}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
