-- Every input of a composite that we hold, with its value as of each date; the others are told by
-- their absence.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

),

composite_inputs as (

    select * from {{ ref('composite_inputs') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

activity as (

    select * from {{ ref('int_metrics__activity') }}

),

people as (

    select * from {{ ref('int_metrics__people') }}

),

resilience as (

    select * from {{ ref('int_metrics__resilience') }}

),

recency as (

    select * from {{ ref('int_metrics__recency') }}

),

reach as (

    select * from {{ ref('int_metrics__reach') }}

),

responsiveness as (

    select * from {{ ref('int_metrics__responsiveness') }}

),

reviews as (

    select * from {{ ref('int_metrics__reviews') }}

),

measures as (

    select * from {{ ref('int_composite_measures') }}

),

organisations as (

    select * from {{ ref('int_composite_organisations') }}

),

times as (

    select * from {{ ref('int_composite_times') }}

),

families_unioned as (

    select * from activity

    union all

    select * from people

    union all

    select * from resilience

    union all

    select * from recency

    union all

    select * from reach

    union all

    select * from responsiveness

    union all

    select * from reviews

),

metrics_picked as (

    select
        windows.scope_number,
        composite_inputs.input,
        case
            when families_unioned.sample_size >= metric_definitions.minimum_sample
                then families_unioned.value / composite_inputs.divisor
        end as value,
        0 as missing_days,
        windows.as_of_date

    from families_unioned

    inner join composite_inputs
        on
            families_unioned.metric = composite_inputs.metric
            and families_unioned.dialect = composite_inputs.dialect

    inner join windows
        on
            families_unioned.window_number = windows.window_number
            and composite_inputs.window_days is not distinct from windows.window_days

    inner join metric_definitions
        on families_unioned.metric = metric_definitions.metric

),

times_listed as (

    select
        scope_number,
        case kind
            when 'issue_first_response' then 'issue_first_response'
            when 'pr_first_response' then 'pr_time_to_first_response'
            when 'bug_issue_open' then 'bug_issue_open_time'
            else 'pr_open_time'
        end as stem,
        mean_days,
        median_days,
        missing_days,
        as_of_date

    from times

),

unioned as (

    select
        scope_number,
        input,
        value,
        missing_days,
        as_of_date

    from metrics_picked

    union all

    select
        scope_number,
        input,
        value,
        0 as missing_days,
        as_of_date

    from measures

    union all

    select
        scope_number,
        input,
        value,
        0 as missing_days,
        as_of_date

    from organisations

    union all

    select
        scope_number,
        stem || '_mean' as input,
        mean_days as value,
        missing_days,
        as_of_date

    from times_listed

    union all

    select
        scope_number,
        stem || '_median' as input,
        median_days as value,
        missing_days,
        as_of_date

    from times_listed

)

select * from unioned
