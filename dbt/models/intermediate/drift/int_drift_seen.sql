{{ config(materialized='incremental', incremental_strategy='append') }}

with

suspects as (

    select * from {{ ref('int_drift_suspects') }}

    {{ landed_since_this() }}

),

unknown_acts as (

    select * from {{ ref('int_unknown_acts') }}

    {{ landed_since_this() }}

),

records as (

    select * from {{ source('raw', 'events') }}

    {{ landed_since_this() }}

),

expected_fields as (

    select * from {{ ref('expected_fields') }}

),

bodies_found as (

    select
        suspects.source,
        suspects.event,
        suspects.action,
        suspects.delivery_id,
        records.body,
        suspects.received_at,
        suspects.landed_at

    from suspects

    inner join records
        on
            suspects.source = records.source
            and suspects.delivery_id = records.delivery_id
            and suspects.landed_at = records.landed_at

    qualify
        row_number() over (
            partition by suspects.source, suspects.delivery_id
            order by
                records.topic,
                records.{{ adapter.quote('partition') }},
                records.{{ adapter.quote('offset') }}
        ) = 1

),

fields_compared as (

    select
        bodies_found.source,
        bodies_found.event,
        bodies_found.action,
        bodies_found.delivery_id,
        bodies_found.received_at,
        bodies_found.landed_at,
        expected_fields.field,
        expected_fields.expected_type,
        expected_fields.is_nullable,
        {{ json_type_at('bodies_found.body', 'expected_fields.field') }} as json_type,
        {{ json_text_at('bodies_found.body', 'expected_fields.field') }} as told

    from bodies_found

    inner join expected_fields
        on
            bodies_found.source = expected_fields.source
            and (bodies_found.event = expected_fields.event or expected_fields.event = '*')

),

types_named as (

    select
        *,
        case
            when json_type = 'OBJECT' then 'object'
            when json_type = 'ARRAY' then 'list'
            when json_type = 'BOOLEAN' then 'boolean'
            when json_type = 'VARCHAR' then 'text'
            when json_type = 'NULL' then 'null'
            when json_type is not null then 'number'
        end as seen_type

    from fields_compared

),

drifted_kept as (

    -- What is not there at all is no other type: which fields come depends on the action.
    select
        source,
        event,
        action,
        field,
        expected_type,
        seen_type,
        delivery_id,
        received_at,
        landed_at

    from types_named

    where
        seen_type is not null
        and seen_type != expected_type
        and not (seen_type = 'null' and is_nullable)
        and not (
            expected_type = 'number'
            and seen_type = 'text'
            and regexp_full_match(told, '[0-9]+')
        )
        and not (
            expected_type = 'time'
            and seen_type in ('text', 'number')
            and {{ utc_timestamp('told') }} is not null
        )
        and not (expected_type = 'text' and seen_type in ('number', 'boolean'))
        and not (
            expected_type = 'boolean'
            and seen_type = 'text'
            and lower(told) in ('true', 'false')
        )

),

newest_landing_noted as (

    -- Up to where this has looked, so that the next build looks at what is new only.
    select max(landed_at) as landed_at from records

),

unioned as (

    select
        source,
        event,
        action,
        'changed_type' as kind,
        field,
        expected_type,
        seen_type,
        delivery_id,
        received_at,
        landed_at

    from drifted_kept

    union all

    select
        source,
        event,
        action,
        kind,
        cast(null as varchar) as field,
        cast(null as varchar) as expected_type,
        cast(null as varchar) as seen_type,
        delivery_id,
        received_at,
        landed_at

    from unknown_acts

    union all

    select
        cast(null as varchar) as source,
        cast(null as varchar) as event,
        cast(null as varchar) as action,
        'looked_until' as kind,
        cast(null as varchar) as field,
        cast(null as varchar) as expected_type,
        cast(null as varchar) as seen_type,
        cast(null as varchar) as delivery_id,
        cast(null as timestamp) as received_at,
        landed_at

    from newest_landing_noted

    where landed_at is not null

)

select * from unioned
