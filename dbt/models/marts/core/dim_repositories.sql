with

repositories as (

    select * from {{ ref('int_repository_sightings_unioned') }}

),

forks as (

    select * from {{ ref('int_forks_unioned') }}

),

parents_found as (

    select
        fork_id,
        min(repository_id) as forked_from_repository_id

    from forks

    group by all

),

newest_names_picked as (

    -- A repository that no delivery names is still one that things happen in.
    select
        repository_id,
        platform,
        coalesce(full_name, 'unknown/' || split_part(repository_id, ':', 2)) as full_name,
        url

    from repositories

    qualify
        row_number() over (
            partition by repository_id
            order by full_name is not null desc, last_seen_at desc, full_name
        ) = 1

),

facts_gathered as (

    -- The newest that is known of each: the archive tells hardly more than the name.
    select
        repository_id,
        max_by(default_branch, (last_seen_at, default_branch)) filter (
            where default_branch is not null
        ) as default_branch,
        max_by(description, (last_seen_at, description)) filter (
            where description is not null
        ) as description,
        max_by(primary_language, (last_seen_at, primary_language)) filter (
            where primary_language is not null
        ) as primary_language,
        max_by(license_name, (last_seen_at, license_name)) filter (
            where license_name is not null
        ) as license_name,
        max_by(is_fork, (last_seen_at, is_fork)) filter (
            where is_fork is not null
        ) as is_fork,
        max_by(is_archived, (last_seen_at, is_archived)) filter (
            where is_archived is not null
        ) as is_archived,
        min(created_at) as created_at,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at

    from repositories

    group by all

),

columns_listed as (

    select
        newest_names_picked.repository_id,
        newest_names_picked.platform,
        newest_names_picked.full_name,
        split_part(newest_names_picked.full_name, '/', 1) as owner_name,
        split_part(newest_names_picked.full_name, '/', 2) as repository_name,
        parents_found.forked_from_repository_id,
        newest_names_picked.url,
        facts_gathered.default_branch,
        facts_gathered.description,
        facts_gathered.primary_language,
        facts_gathered.license_name,
        facts_gathered.is_fork or parents_found.fork_id is not null as is_fork,
        facts_gathered.is_archived,
        facts_gathered.created_at,
        facts_gathered.first_seen_at,
        facts_gathered.last_seen_at

    from newest_names_picked

    inner join facts_gathered
        on newest_names_picked.repository_id = facts_gathered.repository_id

    left join parents_found
        on newest_names_picked.repository_id = parents_found.fork_id

)

select * from columns_listed
