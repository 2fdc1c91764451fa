{% macro parsed_json(text, structure) -%}
    {{ return(adapter.dispatch('parsed_json')(text, structure)) }}
{%- endmacro %}

{% macro duckdb__parsed_json(text, structure) -%}
    {%- set as_json = tojson(structure, sort_keys=False) -%}
    coalesce(
        try(from_json({{ text }}, '{{ as_json }}')),
        -- One half of a pair of surrogates makes the whole text unreadable: read it without any.
        try(from_json(
            regexp_replace({{ text }}, '\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\\ufffd', 'g'),
            '{{ as_json }}'
        ))
    )
{%- endmacro %}

{% macro json_text(text, path) -%}
    {{ return(adapter.dispatch('json_text')(text, path)) }}
{%- endmacro %}

{% macro duckdb__json_text(text, path) -%}
    try(json_extract_string({{ text }}, '{{ path }}'))
{%- endmacro %}

{% macro as_structure(members, structure) -%}
    {{ return(adapter.dispatch('as_structure')(members, structure)) }}
{%- endmacro %}

{% macro duckdb__as_structure(members, structure) -%}
    cast(
        { {%- for name, value in members.items() %}'{{ name }}': {{ value }}{{ ', ' if not loop.last }}{% endfor -%} }
        as {{ duckdb_type(structure) }}
    )
{%- endmacro %}

{% macro duckdb_type(structure) -%}
    {%- if structure is mapping -%}
        struct(
            {%- for name, part in structure.items() -%}
                "{{ name }}" {{ duckdb_type(part) }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        )
    {%- elif structure is string -%}
        {{ structure }}
    {%- else -%}
        {{ duckdb_type(structure[0]) }}[]
    {%- endif -%}
{%- endmacro %}

{% macro commits_of_shas(shas) -%}
    {{ return(adapter.dispatch('commits_of_shas')(shas)) }}
{%- endmacro %}

{% macro duckdb__commits_of_shas(shas) -%}
    list_transform({{ shas }}, lambda told: {
        'sha': told[1], 'message': told[3], 'author': {'name': told[4], 'email': told[2]}
    })
{%- endmacro %}
