{#- Every kind of wait there is, in the order in which they are summed up. -#}
{% macro wait_kinds() -%}
    {{ return([
        'issue_first_response', 'pr_first_response', 'pr_first_review',
        'pr_time_to_merge', 'pr_time_to_close', 'issue_resolution',
        'issue_first_response@lfx', 'issue_first_response@oss_insight',
        'issue_first_response@opendigger',
        'dora_coding', 'dora_pickup', 'dora_review', 'dora_deploy', 'dora_cycle',
    ]) }}
{%- endmacro %}

{#- Select the statistics of one kind of wait over each window. -#}
{% macro wait_statistics(kind) -%}
    select
        window_number,
        kind,
        count(*) as all_count,
        count(*) filter (where is_over) as over_count,
        count(*) filter (where not is_over) as waiting_count,
        percentile_cont(0.5) within group (order by wait_hours) filter (where is_over)
            as median_hours,
        percentile_cont(0.9) within group (order by wait_hours) filter (where is_over)
            as p90_hours,
        -- Of whole microseconds: a sum of fractions depends on the order of its terms.
        avg(cast(round(wait_hours * 3600000000) as bigint)) filter (where is_over) / 3600000000
            as mean_hours,
        count(*) filter (where is_over and wait_hours <= 24) as within_24h_count,
        count(*) filter (where is_over and wait_hours <= 168) as within_7d_count

    from {{ ref('int_window_waits') }}

    where kind = '{{ kind }}'

    group by all
{%- endmacro %}

{#- Add the other kinds, one after another, to a table that holds the first. -#}
{% macro add_wait_statistics() -%}
    {%- for kind in wait_kinds()[1:] %}
        insert into {{ this }}
        {{ wait_statistics(kind) }};
    {%- endfor %}
{%- endmacro %}
