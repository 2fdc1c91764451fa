{% macro is_branch_deletion(is_deleted, after_sha) -%}
    coalesce({{ is_deleted }}, regexp_full_match({{ after_sha }}, '0+'), false)
{%- endmacro %}
