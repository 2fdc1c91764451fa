{#- Whether a text is what is left of a JSON object or list that came where a text was expected. -#}
{% macro is_structured(text) -%}
    {{ return(adapter.dispatch('is_structured')(text)) }}
{%- endmacro %}

{% macro duckdb__is_structured(text) -%}
    (
        left({{ text }}, 2) in ('[{', '["', '[]', '{"', '{}')
        and json_valid({{ text }})
    )
{%- endmacro %}

{#- A text; null where a JSON object or list came in its place. -#}
{% macro plain_text(text) -%}
    case when not coalesce({{ is_structured(text) }}, false) then {{ text }} end
{%- endmacro %}

{#- The JSON type of a field of a body, such as OBJECT; null where the body has no such field. -#}
{% macro json_type_at(body, field) -%}
    {{ return(adapter.dispatch('json_type_at')(body, field)) }}
{%- endmacro %}

{% macro duckdb__json_type_at(body, field) -%}
    try(json_type({{ body }}, '$.' || {{ field }}))
{%- endmacro %}

{#- The text of a field of a body; null where the body has no such field. -#}
{% macro json_text_at(body, field) -%}
    {{ return(adapter.dispatch('json_text_at')(body, field)) }}
{%- endmacro %}

{% macro duckdb__json_text_at(body, field) -%}
    try(json_extract_string({{ body }}, '$.' || {{ field }}))
{%- endmacro %}

{#- Whether what was read of a thing misses a part that its deliveries always have. -#}
{% macro is_oddly_read(thing, texts, times) -%}
    (
        {{ thing }}.id is null
        {%- for text in ['id'] + texts %}
            or {{ is_structured(thing ~ '.' ~ text) }}
        {%- endfor %}
        {%- for time in times %}
            or (
                {{ thing }}.{{ time }} is not null
                and {{ utc_timestamp(thing ~ '.' ~ time) }} is null
            )
        {%- endfor %}
    )
{%- endmacro %}
