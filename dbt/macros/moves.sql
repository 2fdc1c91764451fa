{#- What has an id of its own and may be told of in several repositories: it is folded over all of them. -#}
{% macro things_with_a_home() -%}
    {{ return([
        ('int_issue_events_unioned', 'issue'),
        ('int_pull_request_events_unioned', 'pull_request'),
        ('int_releases_unioned', 'release'),
    ]) }}
{%- endmacro %}

{#- The things of the repositories in `repositories_listed`, and those of `events`, lists of a platform
    and deliveries of it. `tables` are where things are told of, by name. -#}
{% macro things_of_listed(tables, events=[]) -%}
    {%- for table, thing in things_with_a_home() %}

        select
            '{{ thing }}' as kind,
            told.{{ thing }}_id as thing_id

        from {{ tables[table] }} as told

        inner join repositories_listed
            on told.repository_id = repositories_listed.repository_id
        {%- if not loop.last %}

        union
        {%- endif %}
    {%- endfor %}
    {%- for platform, deliveries in events %}
        {%- for _, thing in things_with_a_home() if thing != 'release' or platform == 'github' %}

        union

        select
            '{{ thing }}' as kind,
            '{{ platform }}:' || {{ thing }}.id as thing_id

        from {{ deliveries }}
        {%- endfor %}
    {%- endfor %}
{%- endmacro %}

{#- Where the things in `things_of_listed` are told of beside the repositories in `repositories_listed`. -#}
{% macro other_homes(tables) -%}
    {%- for table, thing in things_with_a_home() %}

        select told.repository_id

        from {{ tables[table] }} as told

        inner join things_of_listed
            on told.{{ thing }}_id = things_of_listed.thing_id

        left join repositories_listed
            on told.repository_id = repositories_listed.repository_id

        where
            things_of_listed.kind = '{{ thing }}'
            and repositories_listed.repository_id is null
        {%- if not loop.last %}

        union all
        {%- endif %}
    {%- endfor %}
{%- endmacro %}
