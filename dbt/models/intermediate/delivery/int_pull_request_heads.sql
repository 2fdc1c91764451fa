{{ config(materialized='view') }}

with

pull_request_events as (

    select * from {{ ref('int_pull_request_events_unioned') }}

),

heads_found as (

    select
        pull_request_id,
        head_sha,
        min(updated_at) as first_seen_at

    from pull_request_events

    where head_sha is not null

    group by all

)

select * from heads_found
