with

events as (

    select * from {{ ref('base_gharchive__events_identified') }}

    where
        review.id is not null
        and repo.id is not null
        and pull_request.number is not null

),

renamed as (

    select
        'gharchive' as source,
        'github' as platform,
        'github:' || repo.id as repository_id,
        'github:' || review.id as review_id,
        'github:' || pull_request.id as pull_request_id,
        'github:' || review.user.id as account_id,
        delivery_id,
        pull_request.number as pull_request_number,
        lower(review.state) as state,
        review.html_url as url,
        coalesce({{ utc_timestamp('review.submitted_at') }}, happened_at) as submitted_at,
        landed_at

    from events

    -- The archive calls created what a webhook calls submitted.
    where coalesce(action, 'created') in ('created', 'submitted', 'updated', 'edited', 'dismissed')

)

select * from renamed
