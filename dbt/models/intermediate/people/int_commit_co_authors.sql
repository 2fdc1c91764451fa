with

co_authors_listed as (

    select * from {{ ref('int_commit_co_authors_listed') }}

),

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

components as (

    select * from {{ ref('int_identity_components') }}

),

logins_mapped as (

    -- A login that was passed on names the account that was seen with it last.
    select
        lower(login) as login,
        account_id

    from account_sightings

    where
        platform = 'github'
        and account_id != 'github:10137'
        and lower(login) in (select co_authors_listed.hidden_login from co_authors_listed)

    qualify
        row_number() over (
            partition by lower(login)
            order by last_seen_at desc, account_id, email
        ) = 1

),

accounts_found as (

    select
        co_authors_listed.*,
        coalesce(co_authors_listed.hidden_account_id, logins_mapped.account_id) as account_id

    from co_authors_listed

    left join logins_mapped
        on co_authors_listed.hidden_login = logins_mapped.login

),

identities_found as (

    select
        *,
        coalesce(account_id, address_identity_id) as identity_id

    from accounts_found

),

components_joined as (

    select
        identities_found.*,
        coalesce(
            components_of_authors.component_id, identities_found.author_identity_id
        ) as author_component_id,
        coalesce(components_of_co_authors.component_id, identities_found.identity_id)
            as component_id

    from identities_found

    left join components as components_of_authors
        on identities_found.author_identity_id = components_of_authors.identity_id

    left join components as components_of_co_authors
        on identities_found.identity_id = components_of_co_authors.identity_id

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
