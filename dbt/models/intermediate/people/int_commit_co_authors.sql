with

commits as (

    select * from {{ ref('int_commits_unioned') }}

),

github_co_authors as (

    select * from {{ ref('stg_github__co_authors') }}

),

gitee_co_authors as (

    select * from {{ ref('stg_gitee__co_authors') }}

),

gharchive_co_authors as (

    select * from {{ ref('stg_gharchive__co_authors') }}

),

git_co_authors as (

    select * from {{ ref('stg_git__co_authors') }}

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

    where platform = 'github' and account_id != 'github:10137'

    qualify
        row_number() over (
            partition by lower(login)
            order by last_seen_at desc, account_id, email
        ) = 1

),

co_authors_unioned as (

    select * from github_co_authors

    union all

    select * from gitee_co_authors

    union all

    select * from gharchive_co_authors

    union all

    select * from git_co_authors

),

co_authors_listed as (

    select distinct
        commits.platform,
        commits.repository_id,
        commits.commit_sha,
        commits.identity_id as author_identity_id,
        commits.url,
        commits.source_count,
        commits.authored_at,
        commits.first_landed_at,
        co_authors_unioned.author_name as co_author_name,
        co_authors_unioned.author_email as co_author_email

    from co_authors_unioned

    inner join commits
        on
            co_authors_unioned.repository_id = commits.repository_id
            and co_authors_unioned.commit_sha = commits.commit_sha

    where co_authors_unioned.author_email is not null

),

hidden_addresses_read as (

    -- GitHub's hidden address names the account, by number and login or by login alone.
    select
        *,
        'github:' || {{ hidden_address_part(
            'co_author_email', '^([0-9]+)[+].*@users[.]noreply[.]github[.]com$'
        ) }} as hidden_account_id,
        {{ hidden_address_part(
            'co_author_email', '^([^+]+)@users[.]noreply[.]github[.]com$'
        ) }} as hidden_login

    from co_authors_listed

),

accounts_found as (

    select
        hidden_addresses_read.*,
        coalesce(hidden_addresses_read.hidden_account_id, logins_mapped.account_id) as account_id

    from hidden_addresses_read

    left join logins_mapped
        on hidden_addresses_read.hidden_login = logins_mapped.login

),

identities_found as (

    select
        *,
        coalesce(
            account_id,
            {{ address_identity(
                'platform', 'co_author_email', 'hidden_login', 'co_author_name'
            ) }}
        ) as identity_id

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
        {{ telling_domain('co_author_email') }} as email_domain,
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
