-- How each pull request got in: by whom, and after how much review.
with

pull_requests as (

    select * from {{ ref('fct_pull_requests') }}

    where
        merged_at is not null
        and not coalesce(author_is_bot, false)

),

reviews as (

    select * from {{ ref('fct_activities') }}

    where
        kind in ('pull_request_reviewed', 'review_commented')
        and not coalesce(is_bot, false)

),

heads as (

    select * from {{ ref('int_pull_request_heads') }}

),

reviews_of_others as (

    select
        pull_requests.pull_request_id,
        reviews.kind,
        reviews.action,
        reviews.occurred_at

    from pull_requests

    inner join reviews
        on pull_requests.pull_request_id = reviews.parent_object_id

    where
        reviews.person_id != coalesce(pull_requests.author_person_id, '')
        and reviews.occurred_at >= pull_requests.opened_at
        and reviews.occurred_at <= pull_requests.merged_at

),

reviews_counted as (

    select
        pull_request_id,
        count(*) filter (where kind = 'pull_request_reviewed') as review_count

    from reviews_of_others

    group by all

),

turns_unioned as (

    select
        pull_request_id,
        'changes_requested' as turn,
        occurred_at as turned_at

    from reviews_of_others

    where action = 'changes_requested'

    union all

    select
        heads.pull_request_id,
        'pushed' as turn,
        heads.first_seen_at as turned_at

    from heads

    inner join pull_requests
        on heads.pull_request_id = pull_requests.pull_request_id

    where heads.first_seen_at <= pull_requests.merged_at

),

turns_compared as (

    select
        pull_request_id,
        turn,
        lag(turn) over (partition by pull_request_id order by turned_at, turn) as turn_before

    from turns_unioned

),

-- A round is over when a push follows changes that were asked for; more of either add nothing.
rounds_counted as (

    select
        pull_request_id,
        count(*) as round_count

    from turns_compared

    where
        turn = 'pushed'
        and turn_before = 'changes_requested'

    group by all

),

joined as (

    select
        pull_requests.pull_request_id,
        pull_requests.repository_id,
        coalesce(reviews_counted.review_count, 0) as review_count,
        coalesce(rounds_counted.round_count, 0) as round_count,
        reviews_counted.pull_request_id is not null as is_reviewed,
        pull_requests.merged_by_person_id != pull_requests.author_person_id as is_merged_by_other,
        cast(pull_requests.merged_at as date) as merged_date

    from pull_requests

    left join reviews_counted
        on pull_requests.pull_request_id = reviews_counted.pull_request_id

    left join rounds_counted
        on pull_requests.pull_request_id = rounds_counted.pull_request_id

)

select * from joined
