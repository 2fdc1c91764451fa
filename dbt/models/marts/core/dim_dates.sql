with

activities as (

    select * from {{ ref('fct_activities') }}

),

bounds_found as (

    select
        least(coalesce(min(cast(occurred_at as date)), date '{{ var("as_of") }}'), date '{{ var("as_of") }}') as first_day,
        greatest(coalesce(max(cast(occurred_at as date)), date '{{ var("as_of") }}'), date '{{ var("as_of") }}') as last_day

    from activities

),

days_listed as (

    {{ days_between('bounds_found.first_day', 'bounds_found.last_day') }}

    from bounds_found

),

columns_listed as (

    select
        date_day,
        cast(date_trunc('week', date_day) as date) as iso_week_start,
        cast(date_trunc('month', date_day) as date) as month_start,
        cast(date_trunc('week', date_day) as date) = date_day as is_monday,
        last_day(date_day) = date_day as is_month_end

    from days_listed

)

select * from columns_listed
