{{ config(materialized='by_repository', meta={'repositories': 'int_repositories_to_attribute'}) }}

with

reviews as (

    select * from {{ ref('int_reviews_unioned') }}

    {{ to_attribute() }}

),

activities as (

    select * from {{ ref('fct_activities') }}

    where kind = 'pull_request_reviewed'
    {{ to_attribute('and') }}

),

columns_listed as (

    select
        reviews.review_id,
        reviews.pull_request_id,
        reviews.repository_id,
        activities.person_id,
        reviews.state,
        activities.is_bot,
        reviews.submitted_at

    from reviews

    inner join activities
        on reviews.review_id = activities.object_id

)

select * from columns_listed
