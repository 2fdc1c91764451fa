-- Every model behind this one computes the windows that it is given, and no others: a date that an
-- earlier build computed is here again only if something has changed that it can see.
-- depends_on: {{ ref('int_changed_scopes') }}
{%- set computed_dates = computed_dates() %}

with

dates as (

    select * from {{ ref('int_metric_dates') }}

),

window_lengths as (

    select 30 as window_days

    union all

    select 90 as window_days

    union all

    select 365 as window_days

    union all

    -- What is asked of a moment, not of a stretch of time.
    select cast(null as integer) as window_days

),

{% if computed_dates %}
    changed_scopes as (

        select * from {{ ref('int_changed_scopes') }}

    ),

    computed_dates as (

        select * from {{ computed_dates }}

    ),

    begun_dates as (

        select * from {{ begun_dates() }}

    ),

    dates_to_compute as (

        select dates.*

        from dates

        left join computed_dates
            on
                dates.scope_type = computed_dates.scope_type
                and dates.scope_id = computed_dates.scope_id
                and dates.as_of_date = computed_dates.as_of_date

        left join begun_dates
            on
                dates.scope_type = begun_dates.scope_type
                and dates.scope_id = begun_dates.scope_id
                and dates.as_of_date = begun_dates.as_of_date

        where
            computed_dates.scope_id is null
            or begun_dates.scope_id is not null
            or computed_dates.scope_fingerprint != dates.scope_fingerprint
            or computed_dates.observed_from_date is distinct from dates.observed_from_date
            or exists (
                select 1 from changed_scopes
                where
                    dates.scope_number = changed_scopes.scope_number
                    and dates.as_of_date > changed_scopes.changed_from_date
                    and dates.as_of_date
                    <= coalesce(changed_scopes.changed_until_date, dates.as_of_date)
            )

    ),
{% else %}
    dates_to_compute as (

        select * from dates

    ),
{% endif %}

windows_laid as (

    select
        dates_to_compute.scope_number,
        dates_to_compute.scope_type,
        dates_to_compute.scope_id,
        window_lengths.window_days,
        {{ days_from('dates_to_compute.observed_from_date', 'dates_to_compute.as_of_date') }}
            as observed_days,
        {{ days_from(
            'dates_to_compute.commits_observed_from_date', 'dates_to_compute.as_of_date'
        ) }} as commits_observed_days,
        -- Before anything but commits was told there is nothing to say of anything else.
        case
            when dates_to_compute.known_from_date is null
                then dates_to_compute.commits_observed_from_date is null
            else dates_to_compute.as_of_date > dates_to_compute.known_from_date
        end as is_known,
        dates_to_compute.as_of_date,
        {{ days_before('dates_to_compute.as_of_date', 'window_lengths.window_days') }} as starts_on

    from dates_to_compute

    cross join window_lengths

),

coverage_measured as (

    select
        row_number() over (order by scope_number, as_of_date, window_days) as window_number,
        scope_number,
        scope_type,
        scope_id,
        window_days,
        {{ observed_share('observed_days', 'window_days') }} as coverage,
        {{ observed_share('observed_days', '2 * window_days') }} as comparison_coverage,
        {{ observed_share('commits_observed_days', 'window_days') }} as commit_coverage,
        is_known,
        coalesce(observed_days > 0, false) as is_observed,
        coalesce(commits_observed_days > 0, false) as is_commit_observed,
        as_of_date,
        starts_on

    from windows_laid

)

select * from coverage_measured
