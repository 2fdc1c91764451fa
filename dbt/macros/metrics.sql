{#- The as-of date of this build. Another value of a variable has dbt read the whole project anew; the
    environment is looked at only when a model runs, and then it may say another day every day. -#}
{% macro as_of_date() -%}
    {%- set told = var("as_of") -%}
    cast('{{ env_var("OSSPULSE_AS_OF", told) if execute else told }}' as date)
{%- endmacro %}

{#- The date so many days before a date. -#}
{% macro days_before(day, count) -%}
    {{ return(adapter.dispatch('days_before')(day, count)) }}
{%- endmacro %}

{% macro duckdb__days_before(day, count) -%}
    ({{ day }} - cast({{ count }} as integer))
{%- endmacro %}

{#- Whole days from one date to a later one. -#}
{% macro days_from(start_day, end_day) -%}
    {{ return(adapter.dispatch('days_from')(start_day, end_day)) }}
{%- endmacro %}

{% macro duckdb__days_from(start_day, end_day) -%}
    date_diff('day', {{ start_day }}, {{ end_day }})
{%- endmacro %}

{#- Share of a window's days that lie among so many days before its end; a moment is seen or not. -#}
{% macro observed_share(observed_days, window_days) -%}
    case
        when {{ observed_days }} is null or {{ observed_days }} <= 0 then 0.0
        when {{ window_days }} is null then 1.0
        else least(1.0, cast({{ observed_days }} as double) / ({{ window_days }}))
    end
{%- endmacro %}

{#- Hours from one timestamp to a later one, with their fraction. -#}
{% macro hours_from(start_at, end_at) -%}
    {{ return(adapter.dispatch('hours_from')(start_at, end_at)) }}
{%- endmacro %}

{% macro duckdb__hours_from(start_at, end_at) -%}
    (date_diff('microsecond', {{ start_at }}, {{ end_at }}) / 3600000000.0)
{%- endmacro %}

{#- Whole microseconds from one timestamp to a later one. -#}
{% macro microseconds_from(start_at, end_at) -%}
    {{ return(adapter.dispatch('microseconds_from')(start_at, end_at)) }}
{%- endmacro %}

{% macro duckdb__microseconds_from(start_at, end_at) -%}
    date_diff('microsecond', {{ start_at }}, {{ end_at }})
{%- endmacro %}
