with

acting_scopes as (

    select * from {{ ref('int_attention__scopes') }}

),

windows as (

    select * from {{ ref('int_metric_windows') }}

    where
        window_days = 90
        and as_of_date = {{ as_of_date() }}

),

closure_metrics as (

    select * from {{ ref('int_metrics__closure') }}

    where
        sample_size >= {{ var('attention_backlog_opened') }}
        and value < {{ var('attention_backlog_ratio') }}

),

backlogs_named as (

    select
        'backlog_growing' as kind,
        'medium' as severity,
        acting_scopes.project_id,
        acting_scopes.repository_id,
        cast(null as varchar) as person_id,
        cast(null as varchar) as object_id,
        acting_scopes.scope_name as title,
        acting_scopes.url,
        case closure_metrics.metric
            when 'backlog_management_index' then 'few_issues_closed'
            else 'few_pull_requests_closed'
        end as reason_code,
        cast(null as double) as waiting_hours,
        cast({{ days_before(as_of_date(), 90) }} as timestamp) as since_at

    from closure_metrics

    inner join windows
        on closure_metrics.window_number = windows.window_number

    inner join acting_scopes
        on windows.scope_number = acting_scopes.scope_number

)

select * from backlogs_named
