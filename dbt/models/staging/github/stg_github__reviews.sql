with

events as (

    select * from {{ ref('base_github__events_to_read') }}

    where
        review.id is not null
        and repository.id is not null
        and pull_request.number is not null

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        'github:' || review.id as review_id,
        'github:' || pull_request.id as pull_request_id,
        'github:' || review.user.id as account_id,
        delivery_id,
        pull_request.number as pull_request_number,
        lower(review.state) as state,
        review.html_url as url,
        coalesce({{ utc_timestamp('review.submitted_at') }}, received_at) as submitted_at,
        landed_at

    from events

    where coalesce(action, 'submitted') in ('submitted', 'edited', 'dismissed')

)

select * from renamed
