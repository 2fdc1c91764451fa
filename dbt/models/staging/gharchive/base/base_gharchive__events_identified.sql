{{ config(
    materialized='read_by_repository', meta={'repositories': 'stg_news__repositories'}
) }}

-- depends_on: {{ ref('stg_news__repositories') }}
with

events as (

    select * from {{ ref('base_gharchive__events') }}

    {{ rows_with_news(
        ref('base_gharchive__events'), "'github:' || repo.id", also="repo.id is null"
    ) }}

),

repositories as (

    select * from {{ ref('stg_identifiers__repositories') }}

    where platform = 'github'

),

accounts as (

    select * from {{ ref('stg_identifiers__accounts') }}

    where platform = 'github'

),

names_told as (

    select
        *,
        repo.id as told_repository_number,
        actor.id as told_actor_number,
        case when repo.id is null then lower(repo.name) end as repository_name,
        case when actor.id is null then lower(actor.login) end as actor_login

    from events

),

names_resolved as (

    -- A name that no source has told the number of stands in for it.
    select
        names_told.delivery_id,
        names_told.event,
        names_told.action,
        names_told.org,
        names_told.issue,
        names_told.pull_request,
        names_told.comment,
        names_told.review,
        names_told.release,
        names_told.forkee,
        names_told.commits,
        names_told.ref,
        names_told.before,
        names_told.head,
        names_told.commit_count,
        names_told.is_truncated,
        names_told.repo,
        names_told.actor,
        coalesce(
            names_told.told_repository_number, replace(repositories.repository_id, 'github:', ''),
            names_told.repository_name
        ) as repository_number,
        coalesce(
            names_told.told_actor_number, replace(accounts.account_id, 'github:', ''),
            '@' || names_told.actor_login
        ) as actor_number,
        names_told.happened_at,
        greatest(names_told.landed_at, repositories.landed_at, accounts.landed_at) as landed_at

    from names_told

    left join repositories
        on names_told.repository_name = repositories.full_name

    left join accounts
        on names_told.actor_login = accounts.login

),

columns_named as (

    select
        delivery_id,
        event,
        action,
        {{ as_structure(
            {'id': 'repository_number', 'name': 'repo.name'},
            {'id': 'varchar', 'name': 'varchar'}
        ) }} as repo,
        {{ as_structure({
            'id': 'actor_number', 'login': 'actor.login', 'name': 'actor.name',
            'type': 'actor.type', 'html_url': 'actor.html_url',
        }, user_structure()) }} as actor,
        org,
        issue,
        pull_request,
        comment,
        review,
        release,
        forkee,
        commits,
        ref,
        before,
        head,
        commit_count,
        is_truncated,
        happened_at,
        landed_at

    from names_resolved

    {{ of_repositories_to_rebuild(
        'stg_news__repositories', 'where', "'github:' || repository_number"
    ) }}

)

select * from columns_named
