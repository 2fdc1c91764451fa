{#- Whether a login is one that only automatic accounts have. -#}
{% macro is_bot_login(login) -%}
    coalesce(lower({{ login }}) like '%[bot]', false)
{%- endmacro %}

{#- Whether a commit's message is one that merging writes; webhooks do not tell a commit's parents. -#}
{% macro is_merge_message(message) -%}
    coalesce(
        {{ message }} like 'Merge pull request %'
        or {{ message }} like 'Merge branch %'
        or {{ message }} like 'Merge remote-tracking branch %'
        or {{ message }} like '!%Merge pull request %',
        false
    )
{%- endmacro %}
