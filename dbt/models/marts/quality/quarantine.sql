with

quarantined_records as (

    select * from {{ ref('stg_pipeline__quarantined_records') }}

),

records_counted as (

    select
        topic,
        reason,
        count(*) as record_count,
        cast(landed_at as date) as {{ adapter.quote('day') }}

    from quarantined_records

    group by all

)

select
    topic,
    reason,
    record_count,
    {{ adapter.quote('day') }}

from records_counted
