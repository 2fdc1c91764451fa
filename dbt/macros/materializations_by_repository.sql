{#- The rows of the repositories that `meta.repositories` lists take the place of those that they had. -#}
{% materialization by_repository, adapter='duckdb', supported_languages=['sql'] %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set repositories = repositories_to_rebuild(config.get('meta')['repositories']) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if not is_made_already(existing_relation) %}
        {{ make_anew(existing_relation, target_relation) }}
    {% else %}
        {% call statement('main') -%}
            delete from {{ target_relation }}
            {%- if repositories is not none %} where repository_id in ({{ repositories }}) {%- endif %};
            {{ insert_by_name(target_relation, compiled_code) }}
        {%- endcall %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}

{#- What other models read in this build only: a view of everything, or a table of the few rows that
    are read many times. -#}
{% materialization read_by_repository, adapter='duckdb', supported_languages=['sql'] %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set repositories = repositories_to_rebuild(config.get('meta')['repositories']) -%}
    {%- set kind = 'view' if repositories is none else 'table' -%}
    {%- set target_relation = this.incorporate(type=kind) -%}

    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if existing_relation is not none and existing_relation.type != kind %}
        {% do drop_where_there(existing_relation) %}
    {% endif %}
    {% call statement('main') -%}
        create or replace {{ kind }} {{ target_relation }} as ({{ compiled_code }});
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
