with

commits as (

    select * from {{ ref('int_commits_unioned') }}

),

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

people as (

    select * from {{ ref('int_people') }}

),

columns_listed as (

    select
        commits.commit_sha,
        commits.repository_id,
        people.person_id,
        commits.author_name,
        commits.file_count,
        commits.utc_offset_minutes,
        people.is_bot,
        commits.is_merge,
        commits.authored_at,
        {{ as_utc('commits.first_landed_at') }} as first_landed_at

    from commits

    inner join identities
        on commits.identity_id = identities.identity_id

    inner join people
        on identities.person_id = people.person_id

)

select * from columns_listed
