{{ config(materialized='by_repository', meta={'repositories': 'int_repositories_to_attribute'}) }}

-- depends_on: {{ ref('int_repositories_to_attribute') }}
with

activities as (

    select * from {{ ref('int_activities_unioned') }}

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

people_named as (

    select
        identities.identity_id,
        people.person_id,
        people.is_bot

    from identities

    inner join people
        on identities.person_id = people.person_id

),

columns_listed as (

    select
        activities.activity_id,
        activities.platform,
        activities.repository_id,
        people_named.person_id,
        activities.account_id,
        {{ affiliation_columns('activities', 'affiliations', 'email_domains') }},
        activities.kind,
        activities.object_id,
        activities.parent_object_id,
        activities.action,
        activities.url,
        activities.utc_offset_minutes,
        activities.source_count,
        coalesce(people_named.is_bot, false) as is_bot,
        activities.kind in (
            'commit_authored', 'commit_co_authored', 'pull_request_opened',
            'pull_request_reviewed', 'review_commented', 'issue_opened', 'issue_commented',
            'pull_request_commented', 'commit_commented', 'discussion_opened',
            'discussion_commented'
        ) as is_contribution,
        activities.is_witnessed,
        activities.occurred_at,
        {{ as_utc('activities.first_landed_at') }} as first_landed_at

    from activities

    left join people_named
        on activities.identity_id = people_named.identity_id

    left join affiliations
        on
            people_named.person_id = affiliations.person_id
            and activities.occurred_at >= affiliations.valid_from
            and activities.occurred_at < affiliations.valid_until

    left join email_domains
        on activities.email_domain = email_domains.email_domain

)

select * from columns_listed
