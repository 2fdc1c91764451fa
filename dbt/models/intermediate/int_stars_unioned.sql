with

github_stars as (

    select * from {{ ref('stg_github__stars') }}

),

gharchive_stars as (

    select * from {{ ref('stg_gharchive__stars') }}

),

sources_unioned as (

    select * from github_stars

    union all

    select * from gharchive_stars

),

exact_times_preferred as (

    -- A watch event tells the same act as a star event, but not when: it counts only where
    -- nothing more exact tells of a star of that account.
    select
        *,
        bool_or(is_time_exact) over (partition by repository_id, account_id) as has_exact_time

    from sources_unioned

),

tellings_ordered as (

    select
        *,
        lag(starred_at) over (
            partition by repository_id, account_id
            order by starred_at
        ) as previous_starred_at

    from exact_times_preferred

    where
        is_time_exact
        or not has_exact_time

),

acts_numbered as (

    -- Webhook and archive differ by seconds: tellings within a minute are one act.
    select
        *,
        sum(case when starred_at <= previous_starred_at + interval '1' minute then 0 else 1 end) over (
            partition by repository_id, account_id
            order by starred_at
        ) as act_number

    from tellings_ordered

),

stars_told_once as (

    select
        platform,
        repository_id,
        account_id,
        count(distinct source) as source_count,
        min(starred_at) as starred_at,
        min(landed_at) as first_landed_at

    from acts_numbered

    group by platform, repository_id, account_id, act_number

)

select * from stars_told_once
