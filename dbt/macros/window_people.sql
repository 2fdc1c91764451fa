{#- One row per window and person with what they did in it, for the windows that a condition picks. -#}
{% macro window_people(windows, condition) -%}
with

windows as (

    select * from {{ windows }}

    where
        window_days is not null
        and {{ condition }}

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

scope_merges as (

    select * from {{ ref('int_scope_merges') }}

),

merges_counted as (

    select
        scope_number,
        person_number,
        -- OpenDigger credits a merge to the author, with this weight.
        20339 * count(*) as opendigger_credit,
        merged_date as activity_date

    from scope_merges

    group by all

),

days_unioned as (

    select
        scope_number,
        person_number,
        contribution_count,
        commit_count,
        code_contribution_count,
        review_count,
        opendigger_credit,
        utc_offset_minutes,
        is_ever_employed,
        activity_date

    from person_days

    union all

    select
        scope_number,
        person_number,
        0 as contribution_count,
        0 as commit_count,
        0 as code_contribution_count,
        0 as review_count,
        opendigger_credit,
        cast(null as integer) as utc_offset_minutes,
        false as is_ever_employed,
        activity_date

    from merges_counted

),

weeks_numbered as (

    select
        windows.window_number,
        days_unioned.person_number,
        days_unioned.contribution_count,
        days_unioned.commit_count,
        days_unioned.code_contribution_count,
        days_unioned.review_count,
        days_unioned.opendigger_credit,
        days_unioned.is_ever_employed,
        -- Weeks are counted back from the as-of date; a day beyond the last whole week is in none.
        case
            when
                days_unioned.contribution_count > 0
                and {{ days_from('days_unioned.activity_date', 'windows.as_of_date') }}
                <= windows.window_days - windows.window_days % 7
                then
                    cast(
                        pow(
                            2,
                            (
                                {{ days_from('days_unioned.activity_date', 'windows.as_of_date') }}
                                - 1
                            ) // 7
                        ) as bigint
                    )
            else 0
        end as active_week,
        -- The latest day's clock: date and offset in one number, for one comparison finds both.
        {{ days_from("date '1970-01-01'", 'days_unioned.activity_date') }} * 10000
        + days_unioned.utc_offset_minutes + 5000 as dated_offset

    from windows

    inner join days_unioned
        on
            windows.scope_number = days_unioned.scope_number
            and windows.starts_on <= days_unioned.activity_date
            and windows.as_of_date > days_unioned.activity_date

),

people_summed as (

    select
        window_number,
        person_number,
        cast(sum(contribution_count) as bigint) as contribution_count,
        cast(sum(commit_count) as bigint) as commit_count,
        cast(sum(code_contribution_count) as bigint) as code_contribution_count,
        cast(sum(review_count) as bigint) as review_count,
        cast(sum(opendigger_credit) as bigint) as opendigger_credit,
        cast(bit_count(bit_or(active_week)) as bigint) as active_week_count,
        cast(max(dated_offset) % 10000 - 5000 as integer) as utc_offset_minutes,
        bool_or(is_ever_employed) as is_ever_employed

    from weeks_numbered

    group by all

)
{%- endmacro %}

{#- How many people of a window are equal, by what is counted. -#}
{% macro window_equals(slice, slices) -%}
{{ window_people(ref('int_metric_windows'), 'window_number % ' ~ slices ~ ' = ' ~ slice) }},

equals_unioned as (

    select
        window_number,
        'contributions' as measure,
        is_ever_employed,
        contribution_count as amount,
        active_week_count,
        count(*) as people_count

    from people_summed

    where contribution_count > 0

    group by all

    union all

    select
        window_number,
        'commits' as measure,
        is_ever_employed,
        commit_count as amount,
        0 as active_week_count,
        count(*) as people_count

    from people_summed

    where commit_count > 0

    group by all

    union all

    select
        window_number,
        'reviews' as measure,
        is_ever_employed,
        review_count as amount,
        0 as active_week_count,
        count(*) as people_count

    from people_summed

    where review_count > 0

    group by all

    union all

    select
        window_number,
        'code_contributions' as measure,
        false as is_ever_employed,
        code_contribution_count as amount,
        0 as active_week_count,
        count(*) as people_count

    from people_summed

    where code_contribution_count > 0

    group by all

    union all

    select
        window_number,
        'opendigger_credit' as measure,
        false as is_ever_employed,
        opendigger_credit as amount,
        0 as active_week_count,
        count(*) as people_count

    from people_summed

    where opendigger_credit > 0

    group by all

    union all

    select
        window_number,
        'utc_offset_minutes' as measure,
        false as is_ever_employed,
        utc_offset_minutes as amount,
        0 as active_week_count,
        count(*) as people_count

    from people_summed

    where contribution_count > 0

    group by all

)

select * from equals_unioned
{%- endmacro %}

{#- In how many slices windows are taken, so that what people did in one slice's fits into memory. -#}
{% macro window_slices() -%}
    {#- A unit test gives rows and no table. -#}
    {{ return(20 if execute and ref('int_metric_windows').schema else 1) }}
{%- endmacro %}

{#- After the first slice: the others, one by one. -#}
{% macro append_other_slices() -%}
    {%- set slices = window_slices() -%}
    {%- for slice in range(1, slices) %}
        insert into {{ this }}
        {{ window_equals(slice, slices) }};
    {%- endfor %}
{%- endmacro %}
