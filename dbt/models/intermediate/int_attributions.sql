-- Whom acts are attributed to, by what they tell of who did them, in one number each: where it is
-- another one than at the last build, the repositories with such acts are attributed anew.
with

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

logins as (

    select * from {{ ref('int_account_logins') }}

),

affiliations_summed as (

    select
        person_id,
        sum({{ fingerprint([
            'valid_from', 'valid_until', 'is_enrolled', 'is_listed', 'has_address', 'has_profile',
            'enrolled_organisation_id', 'listed_organisation_id', 'address_organisation_id',
            'profile_organisation_id',
        ]) }}) as fingerprint

    from affiliations

    group by all

),

unioned as (

    select
        'identity' as subject_kind,
        identities.identity_id as subject,
        {{ fingerprint(['people.person_id', 'people.is_bot', 'affiliations_summed.fingerprint']) }}
            as fingerprint

    from identities

    inner join people
        on identities.person_id = people.person_id

    left join affiliations_summed
        on people.person_id = affiliations_summed.person_id

    union all

    select
        'login' as subject_kind,
        platform || ':' || login as subject,
        {{ fingerprint(['account_id']) }} as fingerprint

    from logins

    union all

    select
        'email_domain' as subject_kind,
        email_domain as subject,
        {{ fingerprint(['organisation_id']) }} as fingerprint

    from email_domains

)

select * from unioned
