with

quarantined_records as (

    select * from {{ ref('stg_pipeline__quarantined_records') }}

),

resent_records as (

    select * from {{ ref('stg_pipeline__resent_records') }}

),

records_resent as (

    select
        topic,
        {{ adapter.quote('partition') }},
        {{ adapter.quote('offset') }},
        max(resent_at) as resent_at

    from resent_records

    group by all

),

records_counted as (

    select
        quarantined_records.topic,
        quarantined_records.reason,
        count(*) as record_count,
        count(records_resent.resent_at) as resent_count,
        cast(quarantined_records.landed_at as date) as {{ adapter.quote('day') }}

    from quarantined_records

    left join records_resent
        on
            quarantined_records.topic = records_resent.topic
            and quarantined_records.{{ adapter.quote('partition') }}
            = records_resent.{{ adapter.quote('partition') }}
            and quarantined_records.{{ adapter.quote('offset') }}
            = records_resent.{{ adapter.quote('offset') }}

    group by all

)

select
    topic,
    reason,
    record_count,
    resent_count,
    {{ adapter.quote('day') }}

from records_counted
