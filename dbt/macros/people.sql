{% macro is_bot_login(login) -%}
    coalesce(lower({{ login }}) like '%[bot]', false)
{%- endmacro %}

{% macro is_merge_message(message) -%}
    coalesce(
        {{ message }} like 'Merge pull request %'
        or {{ message }} like 'Merge branch %'
        or {{ message }} like 'Merge remote-tracking branch %'
        or {{ message }} like '!%Merge pull request %',
        false
    )
{%- endmacro %}

{% macro hidden_address_part(address, pattern) -%}
    nullif(regexp_extract(lower({{ address }}), '{{ pattern }}', 1), '')
{%- endmacro %}
