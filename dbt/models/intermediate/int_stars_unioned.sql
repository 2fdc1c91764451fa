{{ config(materialized='by_repository', meta={'repositories': 'stg_news__repositories'}) }}

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

tellings_kept as (

    select * from exact_times_preferred

    where
        is_time_exact
        or not has_exact_time

),

webhook_acts as (

    select distinct
        repository_id,
        account_id,
        starred_at

    from tellings_kept

    where source != 'gharchive'

),

archive_times_matched as (

    -- The archive's time differs from the webhook's by seconds: within a minute it is one act.
    select
        tellings_kept.delivery_id,
        min(webhook_acts.starred_at) as webhook_starred_at

    from tellings_kept

    inner join webhook_acts
        on
            tellings_kept.repository_id = webhook_acts.repository_id
            and tellings_kept.account_id = webhook_acts.account_id
            and tellings_kept.starred_at >= webhook_acts.starred_at - interval '1' minute
            and tellings_kept.starred_at <= webhook_acts.starred_at + interval '1' minute

    where tellings_kept.source = 'gharchive'

    group by all

),

acts_timed as (

    select
        tellings_kept.source,
        tellings_kept.platform,
        tellings_kept.repository_id,
        tellings_kept.account_id,
        coalesce(archive_times_matched.webhook_starred_at, tellings_kept.starred_at) as starred_at,
        tellings_kept.landed_at

    from tellings_kept

    left join archive_times_matched
        on
            tellings_kept.delivery_id = archive_times_matched.delivery_id
            and tellings_kept.source = 'gharchive'

),

stars_told_once as (

    select
        platform,
        repository_id,
        account_id,
        count(distinct source) as source_count,
        starred_at,
        min(landed_at) as first_landed_at

    from acts_timed

    group by all

)

select * from stars_told_once
