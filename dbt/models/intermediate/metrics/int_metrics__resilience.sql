-- A person is needed as long as those before them did less than the share that is asked for. Of n
-- equals who did a each, after others who did b, that many are needed: (share - b) / a, rounded up.
with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is not null

),

work_shares as (

    select * from {{ ref('int_window_work_shares') }}

),

window_equals as (

    select * from {{ ref('int_window_equals') }}

),

shares_divided as (

    select
        window_number,
        work,
        amount,
        people_count,
        top_amount,
        window_amount,
        -- How many people like these it takes to fill the share, were there enough of them.
        (window_amount - 2 * amount_before) / (2 * amount) as people_to_half,
        (51 * window_amount - 100 * amount_before) / (100 * amount) as people_to_51_percent,
        -- The first has left: the whole is smaller by their work, and so is what went before.
        case
            when amount = top_amount then (window_amount - top_amount) / (2 * amount)
            else (window_amount + top_amount - 2 * amount_before) / (2 * amount)
        end as people_to_half_without_top,
        case
            when amount = top_amount then people_count - 1 else people_count
        end as people_count_without_top

    from work_shares

),

people_needed_counted as (

    select
        window_number,
        work,
        sum(greatest(0, least(people_count, ceil(people_to_half)))) as half_count,
        sum(greatest(0, least(people_count, floor(people_to_half) + 1))) as more_than_half_count,
        sum(greatest(0, least(people_count, ceil(people_to_51_percent)))) as percent_51_count,
        sum(people_count) filter (where people_to_half >= 0) as weighted_median_count,
        sum(
            greatest(0, least(people_count_without_top, ceil(people_to_half_without_top)))
        ) as half_without_top_count,
        max(window_amount) as window_amount,
        max(top_amount) as top_amount,
        sum(people_count) as people_count

    from shares_divided

    group by all

),

reviews_summed as (

    select
        window_number,
        sum(people_count) as reviewer_count,
        sum(amount * people_count) as review_count,
        max(amount) as top_review_count

    from window_equals

    where measure = 'reviews'

    group by all

),

commits_joined as (

    select
        windows.window_number,
        commits.half_count,
        commits.more_than_half_count,
        commits.half_without_top_count,
        coalesce(commits.window_amount, 0) as commit_count,
        coalesce(commits.window_amount - commits.top_amount, 0) as commit_without_top_count

    from windows

    left join people_needed_counted as commits
        on
            windows.window_number = commits.window_number
            and commits.work = 'commits'

),

organisation_commits_joined as (

    select
        windows.window_number,
        commits.half_count,
        commits.half_without_top_count,
        coalesce(commits.window_amount, 0) as commit_count,
        coalesce(commits.window_amount - commits.top_amount, 0) as commit_without_top_count

    from windows

    left join people_needed_counted as commits
        on
            windows.window_number = commits.window_number
            and commits.work = 'commits_of_organisations'

),

metrics_unioned as (

    select
        window_number,
        'contributor_absence_factor' as metric,
        'chaoss' as dialect,
        half_count as value,
        commit_count as sample_size

    from commits_joined

    union all

    select
        window_number,
        'contributor_absence_factor' as metric,
        'compass' as dialect,
        more_than_half_count as value,
        commit_count as sample_size

    from commits_joined

    union all

    select
        windows.window_number,
        'contributor_absence_factor' as metric,
        'lfx' as dialect,
        people_needed_counted.percent_51_count as value,
        coalesce(people_needed_counted.window_amount, 0) as sample_size

    from windows

    left join people_needed_counted
        on
            windows.window_number = people_needed_counted.window_number
            and people_needed_counted.work = 'code_contributions'

    where windows.window_days = 365

    union all

    select
        windows.window_number,
        'contributor_absence_factor' as metric,
        'opendigger' as dialect,
        people_needed_counted.weighted_median_count as value,
        coalesce(people_needed_counted.people_count, 0) as sample_size

    from windows

    left join people_needed_counted
        on
            windows.window_number = people_needed_counted.window_number
            and people_needed_counted.work = 'opendigger_credit'

    union all

    select
        window_number,
        'contributor_absence_factor_without_top' as metric,
        'chaoss' as dialect,
        half_without_top_count as value,
        commit_without_top_count as sample_size

    from commits_joined

    union all

    select
        window_number,
        'elephant_factor' as metric,
        'chaoss' as dialect,
        half_count as value,
        commit_count as sample_size

    from organisation_commits_joined

    union all

    select
        window_number,
        'elephant_factor_without_top' as metric,
        'chaoss' as dialect,
        half_without_top_count as value,
        commit_without_top_count as sample_size

    from organisation_commits_joined

    union all

    select
        windows.window_number,
        'active_reviewers' as metric,
        'chaoss' as dialect,
        coalesce(reviews_summed.reviewer_count, 0) as value,
        coalesce(reviews_summed.review_count, 0) as sample_size

    from windows

    left join reviews_summed
        on windows.window_number = reviews_summed.window_number

    union all

    select
        windows.window_number,
        'review_capacity_without_top_ratio' as metric,
        'chaoss' as dialect,
        1 - cast(reviews_summed.top_review_count as double) / reviews_summed.review_count as value,
        coalesce(reviews_summed.review_count, 0) as sample_size

    from windows

    left join reviews_summed
        on windows.window_number = reviews_summed.window_number

),

metrics_described as (

    select
        window_number,
        metric,
        dialect,
        cast(null as varchar) as unknown_reason,
        cast(value as double) as value,
        cast(sample_size as bigint) as sample_size

    from metrics_unioned

)

select * from metrics_described
