with

activities as (

    select * from {{ ref('fct_activities') }}

),

days_known as (

    select cast(occurred_at as date) as known_day from activities

    union all

    select {{ as_of_date() }} as known_day

),

bounds_found as (

    select
        min(known_day) as first_day,
        max(known_day) as last_day

    from days_known

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
