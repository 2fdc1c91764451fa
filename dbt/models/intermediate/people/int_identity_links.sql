with

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

commit_authors as (

    select * from {{ ref('int_commit_authors') }}

),

overrides as (

    select * from {{ ref('stg_people__identity_overrides') }}

),

subjects as (

    select * from {{ ref('int_subjects_resolved') }}

),

identities_known as (

    select account_id as identity_id from accounts

    union

    select identity_id from commit_authors

    union

    select 'email:' || md5(email) as identity_id from account_sightings

    where email is not null

),

uses_of_addresses_unioned as (

    select
        account_id,
        author_email as email,
        'commit' as source,
        first_authored_at as seen_at

    from commit_authors

    where account_id is not null and author_email is not null

    union all

    select
        account_id,
        email,
        'profile' as source,
        first_seen_at as seen_at

    from account_sightings

    where email is not null

),

addresses_used as (

    select
        account_id,
        email,
        min(source) as source,
        min(seen_at) as first_seen_at

    from uses_of_addresses_unioned

    -- Nobody reads these, or they lie in no domain that the world can reach.
    where
        {{ telling_domain('email') }} is not null
        and email not like '%@example.%'

    group by all

),

users_marked as (

    select
        addresses_used.account_id,
        addresses_used.email,
        addresses_used.source,
        addresses_used.first_seen_at,
        accounts.is_bot,
        bool_and(accounts.is_bot) over (partition by addresses_used.email) as is_bots_own

    from addresses_used

    inner join accounts
        on addresses_used.account_id = accounts.account_id

    where not accounts.is_placeholder

),

personal_addresses_kept as (

    -- An address that more than three accounts used is not one person's. An automatic account
    -- that uses its owner's address is not its owner.
    select *

    from users_marked

    where not is_bot or is_bots_own

    qualify count(*) over (partition by email) <= 3

),

overrides_resolved as (

    select distinct
        overrides.rule,
        overrides.group_name,
        subjects.identity_id

    from overrides

    inner join subjects
        on overrides.subject = subjects.subject

    -- Files name people who never contributed; they are nobody yet.
    inner join identities_known
        on subjects.identity_id = identities_known.identity_id

),

overrides_told as (

    -- Everybody of a group is tied to the first of it.
    select
        identity_id,
        first_value(identity_id) over (
            partition by rule, group_name
            order by identity_id
        ) as linked_identity_id,
        rule,
        group_name

    from overrides_resolved

),

links_unioned as (

    select
        account_id as identity_id,
        'email:' || md5(email) as linked_identity_id,
        'same_address' as rule,
        md5(email) as evidence,
        source,
        first_seen_at

    from personal_addresses_kept

    union all

    select
        identity_id,
        linked_identity_id,
        rule,
        group_name as evidence,
        'people_list' as source,
        cast(null as timestamp) as first_seen_at

    from overrides_told

    where identity_id != linked_identity_id

),

splits as (

    select
        identity_id,
        group_name

    from overrides_resolved

    where rule = 'split'

),

links_across_splits_dropped as (

    -- Whoever is split off is joined with nobody outside.
    select links_unioned.*

    from links_unioned

    left join splits as splits_of_one
        on links_unioned.identity_id = splits_of_one.identity_id

    left join splits as splits_of_other
        on links_unioned.linked_identity_id = splits_of_other.identity_id

    where splits_of_one.group_name is not distinct from splits_of_other.group_name

)

select * from links_across_splits_dropped
