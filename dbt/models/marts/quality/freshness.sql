with

records as (

    select * from {{ ref('stg_pipeline__records') }}

),

records_summarised as (

    select
        source,
        count(*) as record_count,
        count(distinct delivery_id) as event_count,
        min(received_at) as first_event_at,
        max(received_at) as last_event_at,
        max(landed_at) as last_landed_at

    from records

    group by all

)

select
    source,
    record_count,
    event_count,
    first_event_at,
    last_event_at,
    last_landed_at

from records_summarised
