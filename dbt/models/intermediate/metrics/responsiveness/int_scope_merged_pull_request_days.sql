with

merged_pull_requests as (

    select * from {{ ref('int_merged_pull_requests') }}

    where merged_date < {{ as_of_date() }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

days_counted as (

    select
        scope_repositories.scope_number,
        count(*) as merged_count,
        sum(merged_pull_requests.review_count) as review_count,
        sum(merged_pull_requests.round_count) as round_count,
        count(*) filter (where merged_pull_requests.is_reviewed) as reviewed_count,
        count(merged_pull_requests.is_merged_by_other) as merger_known_count,
        count(*) filter (where merged_pull_requests.is_merged_by_other) as merged_by_other_count,
        count(*) filter (
            where
            not merged_pull_requests.is_merged_by_other
            and not merged_pull_requests.is_reviewed
        ) as self_merged_unreviewed_count,
        merged_pull_requests.merged_date

    from merged_pull_requests

    inner join scope_repositories
        on merged_pull_requests.repository_id = scope_repositories.repository_id

    group by all

)

select * from days_counted
