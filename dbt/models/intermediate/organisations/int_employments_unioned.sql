with

employments as (

    select * from {{ ref('stg_people__employments') }}

),

subjects as (

    select * from {{ ref('int_subjects_resolved') }}

),

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

organisation_names as (

    select * from {{ ref('int_organisation_names') }}

),

email_domains as (

    select * from {{ ref('int_email_domains') }}

),

commit_authors as (

    select * from {{ ref('int_commit_authors') }}

),

profiles as (

    select * from {{ ref('int_profile_companies') }}

),

told_employments as (

    select
        identities.person_id,
        employments.source,
        employments.organisation_name,
        employments.valid_from,
        employments.valid_until

    from employments

    inner join subjects
        on employments.subject = subjects.subject

    inner join identities
        on subjects.identity_id = identities.identity_id

    union all

    select
        identities.person_id,
        'profile' as source,
        profiles.company as organisation_name,
        profiles.valid_from,
        profiles.valid_until

    from profiles

    inner join identities
        on profiles.account_id = identities.identity_id

),

told_employers_resolved as (

    select distinct
        told_employments.person_id,
        told_employments.source,
        case
            when organisation_names.name is null
                then 'name:' || {{ organisation_key('told_employments.organisation_name') }}
            else organisation_names.organisation_id
        end as organisation_id,
        told_employments.valid_from,
        told_employments.valid_until

    from told_employments

    left join organisation_names
        on {{ organisation_key('told_employments.organisation_name') }} = organisation_names.name

),

addresses_of_employers as (

    select
        identities.person_id,
        email_domains.organisation_id,
        commit_authors.first_authored_at,
        commit_authors.authored_ats

    from commit_authors

    inner join identities
        on commit_authors.identity_id = identities.identity_id

    inner join email_domains
        on commit_authors.email_domain = email_domains.email_domain

    where email_domains.organisation_id is not null

),

people_of_one_employer as (

    select
        person_id,
        min(organisation_id) as organisation_id,
        min(first_authored_at) as first_authored_at

    from addresses_of_employers

    group by person_id

    having count(distinct organisation_id) = 1

),

employers_by_address as (

    -- One row per person, time and organisation: two commits of one moment are one telling. Only
    -- the first counts where there is no other organisation.
    select
        person_id,
        organisation_id,
        first_authored_at as authored_at

    from people_of_one_employer

    union all

    select distinct
        addresses_of_employers.person_id,
        addresses_of_employers.organisation_id,
        {{ each_item('addresses_of_employers.authored_ats') }} as authored_at

    from addresses_of_employers

    left join people_of_one_employer
        on addresses_of_employers.person_id = people_of_one_employer.person_id

    where people_of_one_employer.person_id is null

),

changes_of_address_found as (

    select
        *,
        lag(organisation_id) over (
            partition by person_id
            order by authored_at, organisation_id
        ) as previous_organisation_id

    from employers_by_address

),

stretches_by_address as (

    -- An address speaks for what its owner does without one, until another one takes its place.
    select
        person_id,
        'email_domain' as source,
        organisation_id,
        authored_at as valid_from,
        lead(authored_at) over (
            partition by person_id
            order by authored_at, organisation_id
        ) as valid_until

    from changes_of_address_found

    where organisation_id is distinct from previous_organisation_id

),

unioned as (

    select
        person_id,
        source,
        organisation_id,
        coalesce(valid_from, {{ beginning_of_time() }}) as valid_from,
        coalesce(valid_until, {{ end_of_time() }}) as valid_until

    from told_employers_resolved

    union all

    select
        person_id,
        source,
        organisation_id,
        valid_from,
        coalesce(valid_until, {{ end_of_time() }}) as valid_until

    from stretches_by_address

)

select * from unioned

where valid_from < valid_until
