{#- A table as an earlier build left it; none where there is none, or everything is built anew. -#}
{% macro left_by_last_build(schema, name) -%}
    {%- set table = api.Relation.create(
        database=target.database, schema=schema, identifier=name, type='table'
    ) -%}
    {%- if not execute or flags.FULL_REFRESH or load_cached_relation(table) is none -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(table) }}
{%- endmacro %}

{#- The dates of scopes that have their metrics; none where not all that goes with them is there. -#}
{% macro computed_dates() -%}
    {%- set tables = [
        left_by_last_build('intermediate', 'int_metric_dates_computed'),
        left_by_last_build('intermediate', 'int_metric_dates_withdrawn'),
        left_by_last_build('intermediate', 'int_repository_days_computed'),
        left_by_last_build('intermediate', 'int_health_metrics_pivoted'),
        left_by_last_build('community_health', 'fct_health_metrics'),
        left_by_last_build('community_health', 'fct_composite_parts'),
    ] -%}
    {{ return(none if none in tables else tables[0]) }}
{%- endmacro %}

{#- The dates of scopes that a build began to compute anew and did not finish. -#}
{% macro begun_dates() -%}
    {{ return(left_by_last_build('intermediate', 'int_metric_dates_withdrawn')) }}
{%- endmacro %}

{#- One number for a row's values, whatever their types; another version of the engine may differ. -#}
{% macro fingerprint(values) -%}
    {{ return(adapter.dispatch('fingerprint')(values)) }}
{%- endmacro %}

{% macro duckdb__fingerprint(values) -%}
    hash({{ values | join(', ') }})
{%- endmacro %}

{#- Before dates are computed anew: take what they had out of the table, and keep it where asked. -#}
{% macro withdraw_dates(kept_as=none) -%}
    {%- if left_by_last_build(this.schema, this.identifier) is not none -%}
        {%- set condition -%}
            {% if computed_dates() %}
                exists (
                    select 1 from {{ ref('int_metric_dates_withdrawn') }} as withdrawn
                    where
                        withdrawn.scope_id = metrics.scope_id
                        and withdrawn.as_of_date = metrics.as_of_date
                        and withdrawn.scope_type = metrics.scope_type
                )
            {% else %}
                true
            {% endif %}
        {%- endset -%}
        {%- if kept_as -%}
            create or replace table {{ this.incorporate(path={'schema': 'intermediate', 'identifier': kept_as}) }} as
            select * from {{ this }} as metrics where {{ condition }};
        {%- endif -%}
        delete from {{ this }} as metrics where {{ condition }};
    {%- endif -%}
{%- endmacro %}
