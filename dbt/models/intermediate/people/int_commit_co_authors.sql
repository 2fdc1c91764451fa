with

co_authors as (

    select * from {{ ref('int_commit_co_authors_identified') }}

),

components as (

    select * from {{ ref('int_identity_components') }}

),

components_joined as (

    select
        co_authors.*,
        coalesce(
            components_of_authors.component_id, co_authors.author_identity_id
        ) as author_component_id,
        coalesce(components_of_co_authors.component_id, co_authors.identity_id)
            as component_id

    from co_authors

    left join components as components_of_authors
        on co_authors.author_identity_id = components_of_authors.identity_id

    left join components as components_of_co_authors
        on co_authors.identity_id = components_of_co_authors.identity_id

),

told_once as (

    -- Whoever is named twice, or names themselves beside being the author, wrote it once.
    select
        platform,
        repository_id,
        commit_sha,
        account_id,
        identity_id,
        co_author_name,
        email_domain,
        url,
        source_count,
        authored_at,
        first_landed_at

    from components_joined

    where component_id != author_component_id

    qualify
        row_number() over (
            partition by repository_id, commit_sha, component_id
            order by identity_id, co_author_name
        ) = 1

)

select * from told_once
