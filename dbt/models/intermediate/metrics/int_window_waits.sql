-- A view: a hundred million rows that two aggregations read once each are not worth storing.
{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

waits as (

    select * from {{ ref('int_waits') }}

),

waits_of_scopes as (

    select
        scope_repositories.scope_number,
        waits.kind,
        waits.wait_hours,
        waits.counted_date,
        waits.started_at,
        waits.ended_at,
        waits.undone_at

    from waits

    inner join scope_repositories
        on waits.repository_id = scope_repositories.repository_id

    where waits.counted_date < {{ as_of_date() }}

),

waits_of_windows as (

    select
        windows.window_number,
        waits_of_scopes.kind,
        -- As of a day, what happens later has not happened.
        coalesce(waits_of_scopes.ended_at < windows.as_of_date, false) as is_over,
        case
            when waits_of_scopes.ended_at < windows.as_of_date then waits_of_scopes.wait_hours
            else {{ hours_from('waits_of_scopes.started_at', 'windows.as_of_date') }}
        end as wait_hours

    from windows

    inner join waits_of_scopes
        on
            windows.scope_number = waits_of_scopes.scope_number
            and windows.starts_on <= waits_of_scopes.counted_date
            and windows.as_of_date > waits_of_scopes.counted_date

    where
        waits_of_scopes.undone_at is null
        or waits_of_scopes.undone_at >= windows.as_of_date

)

select * from waits_of_windows
