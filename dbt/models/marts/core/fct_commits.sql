{{ config(materialized='by_repository', meta={'repositories': 'int_repositories_to_attribute'}) }}

-- depends_on: {{ ref('int_repositories_to_attribute') }}
with

commits as (

    select * from {{ ref('int_commits_unioned') }}

    {{ to_attribute() }}

),

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

people as (

    select * from {{ ref('int_people') }}

),

affiliations as (

    select * from {{ ref('int_affiliations') }}

),

email_domains as (

    select * from {{ ref('int_email_domains') }}

),

columns_listed as (

    select
        commits.commit_sha,
        commits.repository_id,
        people.person_id,
        {{ affiliation_columns('commits', 'affiliations', 'email_domains') }},
        commits.author_name,
        commits.file_count,
        commits.utc_offset_minutes,
        commits.source_count,
        people.is_bot,
        commits.is_merge,
        commits.is_on_default_branch,
        commits.authored_at,
        {{ as_utc('commits.first_landed_at') }} as first_landed_at

    from commits

    inner join identities
        on commits.identity_id = identities.identity_id

    inner join people
        on identities.person_id = people.person_id

    left join affiliations
        on
            people.person_id = affiliations.person_id
            and commits.authored_at >= affiliations.valid_from
            and commits.authored_at < affiliations.valid_until

    left join email_domains
        on commits.email_domain = email_domains.email_domain

)

select * from columns_listed
