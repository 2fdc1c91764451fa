with

windows as (

    select * from {{ ref('int_windows_watched') }}

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
        cast(max(dated_offset) % 10000 - 5000 as integer) as utc_offset_minutes

    from weeks_numbered

    group by all

)

select * from people_summed
