with

commit_authors as (

    select * from {{ ref('int_commit_authors') }}

),

listed_names as (

    select * from {{ ref('stg_people__organisation_names') }}

    where kind = 'domain'

),

organisations as (

    select * from {{ ref('stg_people__organisations') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

domains_seen as (

    select
        email_domain,
        {{ registered_domain('email_domain') }} as registered_domain

    from commit_authors

    where email_domain is not null

    group by all

),

free_domains_found as (

    select distinct domains_seen.email_domain

    from domains_seen

    inner join free_mail_domains
        on
            domains_seen.email_domain = free_mail_domains.domain
            or domains_seen.email_domain like '%.' || free_mail_domains.domain

),

owners_found as (

    -- The longest listed domain that it is or lies below.
    select
        domains_seen.email_domain,
        organisations.organisation_id,
        organisations.kind

    from domains_seen

    inner join listed_names
        on
            domains_seen.email_domain = listed_names.name
            or domains_seen.email_domain like '%.' || listed_names.name

    inner join organisations
        on listed_names.organisation_id = organisations.organisation_id

    qualify
        row_number() over (
            partition by domains_seen.email_domain
            order by length(listed_names.name) desc, listed_names.name
        ) = 1

),

organisations_named as (

    select
        domains_seen.email_domain,
        case
            when free_domains_found.email_domain is not null then null
            when owners_found.kind = 'individual' then null
            when owners_found.organisation_id is not null then owners_found.organisation_id
            -- Names that nobody can register are machines' or made up.
            when domains_seen.registered_domain = '' then null
            when
                regexp_matches(
                    domains_seen.email_domain,
                    '[.](arpa|corp|example|home|internal|invalid|lan|localhost|test)$'
                )
                or regexp_matches(domains_seen.registered_domain, '^example[.](com|net|org)$')
                or regexp_full_match(domains_seen.email_domain, '[0-9.]+')
                then null
            else 'domain:' || domains_seen.registered_domain
        end as organisation_id,
        free_domains_found.email_domain is not null as is_free_mail

    from domains_seen

    left join free_domains_found
        on domains_seen.email_domain = free_domains_found.email_domain

    left join owners_found
        on domains_seen.email_domain = owners_found.email_domain

)

select * from organisations_named
