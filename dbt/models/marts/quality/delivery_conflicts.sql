with

records as (

    select * from {{ ref('stg_pipeline__records') }}

    -- Gitee sends no ids, and the archive publishes an hour again with other addresses in it.
    where source = 'github'

),

conflicts_found as (

    select
        delivery_id,
        source,
        count(*) as record_count,
        count(distinct body_sha256) as body_count,
        min(received_at) as first_received_at,
        max(received_at) as last_received_at

    from records

    group by all

    having count(distinct body_sha256) > 1

)

select
    delivery_id,
    source,
    record_count,
    body_count,
    first_received_at,
    last_received_at

from conflicts_found
