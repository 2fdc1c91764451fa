with

drift_seen as (

    select * from {{ ref('int_drift_seen') }}

    where kind != 'looked_until'

),

summed_up as (

    select
        source,
        event,
        action,
        kind,
        field,
        expected_type,
        seen_type,
        min_by(delivery_id, (received_at, delivery_id)) as example_delivery_id,
        count(*) as delivery_count,
        min(received_at) as first_seen_at,
        max(received_at) as last_seen_at

    from drift_seen

    group by all

)

select * from summed_up
