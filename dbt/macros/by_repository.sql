{#- The frame of models that are rebuilt by repository. A row of theirs rests on what is told of its
    own repository; where nothing new is, it stays as the last build left it. -#}

{#- The repositories that a model makes anew, as SQL literals; none where it makes anew all of them.
    They are listed in a model that has been built by now; a null there stands for every repository. -#}
{% macro repositories_to_rebuild(listed_in) -%}
    {%- if model.resource_type != 'model'
        or left_by_last_build(this.schema, this.identifier) is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set schema = 'staging' if listed_in.startswith('stg_') else 'intermediate' -%}
    {%- set counted -%}
        select
            count(*) = count(repository_id) and count(*) <= {{ var('repositories_rebuilt_singly') }},
            coalesce(string_agg({{ quoted_literal('repository_id') }}, ', '), 'null')
        from {{ this.incorporate(path={'schema': schema, 'identifier': listed_in}) }}
    {%- endset -%}
    {%- set are_few, literals = run_query(counted).rows[0] -%}
    {{ return(literals if are_few else none) }}
{%- endmacro %}

{% macro of_repositories_to_rebuild(listed_in, conjunction, repository='repository_id') -%}
    {%- set repositories = repositories_to_rebuild(listed_in) -%}
    {%- if repositories is not none -%}
        {{ conjunction }} {{ repository }} in ({{ repositories }})
    {%- endif -%}
{%- endmacro %}

{#- What a model that `stg_news__repositories` rules reads of another one. -#}
{% macro with_news(conjunction='where') -%}
    {{ of_repositories_to_rebuild('stg_news__repositories', conjunction) }}
{%- endmacro %}

{#- The same where `int_repositories_to_attribute` rules. -#}
{% macro to_attribute(conjunction='where') -%}
    {{ of_repositories_to_rebuild('int_repositories_to_attribute', conjunction) }}
{%- endmacro %}

{#- The same of a table with many columns, and with what is always read of it. -#}
{% macro rows_with_news(relation, repository, also=none) -%}
    {%- set repositories = repositories_to_rebuild('stg_news__repositories') -%}
    {%- if repositories is not none -%}
        {%- set listed = repository ~ ' in (select unnest([' ~ repositories ~ ']))' -%}
        where {{ of_rows_found(relation, [listed, also] if also else [listed]) }}
    {%- endif -%}
{%- endmacro %}

{#- Any of some conditions for few rows of many: only of those other columns are read. -#}
{% macro of_rows_found(relation, conditions) -%}
    {{ return(adapter.dispatch('of_rows_found')(relation, conditions)) }}
{%- endmacro %}

{% macro duckdb__of_rows_found(relation, conditions) -%}
    rowid in (
        {%- for condition in conditions %}
        select rowid from {{ relation }} where {{ condition }}
            {%- if not loop.last %}
        union all
            {%- endif %}
        {%- endfor %}
    )
{%- endmacro %}

{% macro quoted_literal(value) -%}
    {{ return(adapter.dispatch('quoted_literal')(value)) }}
{%- endmacro %}

{% macro duckdb__quoted_literal(value) -%}
    '''' || replace({{ value }}, '''', '''''') || ''''
{%- endmacro %}
