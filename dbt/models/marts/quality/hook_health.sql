with

github_deliveries as (

    select * from {{ ref('stg_github__hook_deliveries') }}

),

gitee_deliveries as (

    select * from {{ ref('stg_gitee__hook_deliveries') }}

),

project_repositories as (

    select * from {{ ref('int_project_repositories') }}

),

repositories as (

    select * from {{ ref('dim_repositories') }}

),

deliveries_unioned as (

    select * from github_deliveries

    union all

    select * from gitee_deliveries

),

deliveries_summarised as (

    select
        repository_id,
        count(*) filter (where not is_ping) as delivery_count,
        count(*) filter (where is_ping) as ping_count,
        max(received_at) filter (where not is_ping) as last_delivery_at,
        max(received_at) filter (where is_ping) as last_ping_at,
        max(received_at) as last_heard_at

    from deliveries_unioned

    group by all

),

watched_repositories_picked as (

    select
        repository_id,
        -- Without a portfolio everything is watched, but nothing is expected to have a hook.
        bool_or(project_id is not null) as is_listed

    from project_repositories

    group by all

),

repositories_joined as (

    select
        repositories.repository_id,
        repositories.platform,
        repositories.full_name,
        coalesce(deliveries_summarised.delivery_count, 0) as delivery_count,
        coalesce(deliveries_summarised.ping_count, 0) as ping_count,
        case
            when deliveries_summarised.last_heard_at is not null
                then
                    greatest(
                        date_diff(
                            'day',
                            cast(deliveries_summarised.last_heard_at as date),
                            {{ as_of_date() }}
                        ),
                        0
                    )
        end as silent_days,
        watched_repositories_picked.repository_id is not null as is_watched,
        deliveries_summarised.last_delivery_at,
        deliveries_summarised.last_ping_at

    from repositories

    left join deliveries_summarised
        on repositories.repository_id = deliveries_summarised.repository_id

    left join watched_repositories_picked
        on repositories.repository_id = watched_repositories_picked.repository_id

    where
        deliveries_summarised.repository_id is not null
        or watched_repositories_picked.is_listed

)

select
    repository_id,
    platform,
    full_name,
    delivery_count,
    ping_count,
    silent_days,
    is_watched,
    last_delivery_at,
    last_ping_at

from repositories_joined
