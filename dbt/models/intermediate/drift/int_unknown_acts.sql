{{ config(materialized='view') }}

with

github_events as (

    select * from {{ ref('base_github__events') }}

),

gitee_events as (

    select * from {{ ref('base_gitee__events') }}

),

gharchive_events as (

    select * from {{ ref('base_gharchive__events') }}

),

known_events as (

    select * from {{ ref('known_events') }}

),

known_kinds as (

    select distinct
        source,
        event

    from known_events

),

events_unioned as (

    select
        'github' as source,
        event,
        action,
        is_valid_json,
        delivery_id,
        received_at,
        landed_at

    from github_events

    union all

    select
        'gitee' as source,
        event,
        action,
        is_valid_json,
        delivery_id,
        received_at,
        landed_at

    from gitee_events

    union all

    select
        'gharchive' as source,
        event,
        action,
        true as is_valid_json,
        delivery_id,
        received_at,
        landed_at

    from gharchive_events

),

acts_judged as (

    select
        events_unioned.source,
        events_unioned.event,
        case
            when not {{ is_structured("coalesce(events_unioned.action, '')") }}
                then events_unioned.action
        end as action,
        case
            when not events_unioned.is_valid_json then 'unreadable'
            when known_kinds.event is null then 'unknown_event'
            when known_events.event is null then 'unknown_action'
        end as kind,
        events_unioned.delivery_id,
        events_unioned.received_at,
        events_unioned.landed_at

    from events_unioned

    left join known_kinds
        on
            events_unioned.source = known_kinds.source
            and events_unioned.event = known_kinds.event

    -- Of archive events every action is known: what the archive calls them has changed often.
    left join known_events
        on
            events_unioned.source = known_events.source
            and events_unioned.event = known_events.event
            and coalesce(
                case when events_unioned.source != 'gharchive' then events_unioned.action end, ''
            ) = coalesce(known_events.action, '')

),

unknown_kept as (

    select * from acts_judged

    where kind is not null

)

select * from unknown_kept
