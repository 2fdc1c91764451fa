-- A view: a hundred million rows that two aggregations read once each are not worth storing.
{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

scope_waits as (

    select * from {{ ref('int_scope_waits') }}

),

waits_of_windows as (

    select
        windows.window_number,
        scope_waits.kind,
        -- As of a day, what happens later has not happened. OpenDigger takes silence for 15 days.
        coalesce(scope_waits.ended_at < windows.as_of_date, false)
        or scope_waits.kind = 'issue_first_response@opendigger' as is_over,
        case
            when scope_waits.ended_at < windows.as_of_date then scope_waits.wait_hours
            when scope_waits.kind = 'issue_first_response@opendigger' then 360.0
            else {{ hours_from('scope_waits.started_at', 'windows.as_of_date') }}
        end as wait_hours

    from windows

    inner join scope_waits
        on
            windows.scope_number = scope_waits.scope_number
            and windows.starts_on <= scope_waits.counted_date
            and windows.as_of_date > scope_waits.counted_date

    where
        scope_waits.undone_at is null
        or scope_waits.undone_at >= windows.as_of_date

)

select * from waits_of_windows
