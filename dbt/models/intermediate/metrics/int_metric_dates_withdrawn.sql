-- The dates of scopes whose metrics are no longer right, or no longer asked for. A build that
-- finishes empties this table: what is in it when a build begins was begun and not finished.
-- depends_on: {{ ref('int_metric_dates') }}
{%- set computed_dates = computed_dates() %}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

),

{% if computed_dates %}
    dates as (

        select * from {{ ref('int_metric_dates') }}

    ),
{% endif %}

dates_unioned as (

    select
        scope_type,
        scope_id,
        as_of_date

    from windows

    {% if computed_dates %}
        union

        select
            computed_dates.scope_type,
            computed_dates.scope_id,
            computed_dates.as_of_date

        from {{ computed_dates }} as computed_dates

        where
            not exists (
                select 1 from dates
                where
                    dates.scope_type = computed_dates.scope_type
                    and dates.scope_id = computed_dates.scope_id
                    and dates.as_of_date = computed_dates.as_of_date
            )

        union

        select
            scope_type,
            scope_id,
            as_of_date

        from {{ this }}
    {% endif %}

)

select distinct * from dates_unioned
