with

acting_scopes as (

    select * from {{ ref('int_attention__scopes') }}

),

-- Of the metrics as they are written: the windows of this build are only those that changed.
closure_metrics as (

    select * from {{ ref('fct_health_metrics') }}

    where
        metric in ('backlog_management_index', 'change_request_closure_ratio')
        and dialect = 'chaoss'
        and window_days = 90
        and as_of_date = {{ as_of_date() }}
        and sample_size >= {{ var('attention_backlog_opened') }}
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

    inner join acting_scopes
        on
            closure_metrics.scope_type = acting_scopes.scope_type
            and closure_metrics.scope_id = acting_scopes.scope_id

)

select * from backlogs_named
