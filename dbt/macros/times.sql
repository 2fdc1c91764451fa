{% macro utc_timestamp(text) -%}
    {{ return(adapter.dispatch('utc_timestamp')(text)) }}
{%- endmacro %}

{% macro duckdb__utc_timestamp(text) -%}
    case
        when regexp_full_match({{ text }}, '[0-9]{9,10}')
            then make_timestamp(try_cast({{ text }} as bigint) * 1000000)
        when regexp_full_match({{ text }}, '[0-9]{12,13}')
            then make_timestamp(try_cast({{ text }} as bigint) * 1000)
        -- The archive wrote 2012/03/10 22:00:00 -0800 once.
        when {{ text }} like '%/%'
            then timezone('UTC', try_cast(
                replace(regexp_replace({{ text }}, ' ([+-])', '\1'), '/', '-') as timestamptz
            ))
        else timezone('UTC', try_cast({{ text }} as timestamptz))
    end
{%- endmacro %}

{% macro as_utc(timestamptz) -%}
    {{ return(adapter.dispatch('as_utc')(timestamptz)) }}
{%- endmacro %}

{% macro duckdb__as_utc(timestamptz) -%}
    timezone('UTC', {{ timestamptz }})
{%- endmacro %}

{% macro utc_offset_minutes(text) -%}
    {%- set offset = "'T.*([+-])([0-9]{2}):?([0-9]{2})$'" -%}
    case
        when {{ text }} like '%Z' then 0
        else
            try_cast(regexp_extract({{ text }}, {{ offset }}, 1) || '1' as integer)
            * (
                try_cast(regexp_extract({{ text }}, {{ offset }}, 2) as integer) * 60
                + try_cast(regexp_extract({{ text }}, {{ offset }}, 3) as integer)
            )
    end
{%- endmacro %}

{% macro days_between(first_day, last_day) -%}
    {{ return(adapter.dispatch('days_between')(first_day, last_day)) }}
{%- endmacro %}

{% macro duckdb__days_between(first_day, last_day) -%}
    select
        cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
            as date_day
{%- endmacro %}
