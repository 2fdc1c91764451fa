with

activities as (

    select * from {{ ref('fct_activities') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

repeated_commits as (

    select * from {{ ref('int_scope_repeated_commits') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

utc_offsets as (

    select * from {{ ref('int_person_utc_offsets') }}

),

people_numbered as (

    select
        activities.activity_id,
        activities.repository_id,
        contributors.person_number,
        activities.kind,
        activities.is_bot,
        activities.is_contribution,
        activities.occurred_at

    from activities

    left join contributors
        on activities.person_id = contributors.person_id

    where activities.occurred_at < {{ as_of_date() }}

),

-- A commit tells the author's clock; of other acts it is the one of the author's commit before.
clocks_read as (

    select
        people_numbered.activity_id,
        people_numbered.repository_id,
        people_numbered.person_number,
        people_numbered.kind,
        utc_offsets.utc_offset_minutes,
        people_numbered.is_bot,
        people_numbered.is_contribution,
        people_numbered.occurred_at

    from people_numbered

    asof left join utc_offsets
        on
            people_numbered.person_number = utc_offsets.person_number
            and people_numbered.occurred_at >= utc_offsets.from_at

),

acts_counted_once as (

    select
        scope_repositories.scope_number,
        clocks_read.person_number,
        clocks_read.kind,
        clocks_read.utc_offset_minutes,
        clocks_read.is_bot,
        clocks_read.is_contribution,
        cast(clocks_read.occurred_at as date) as activity_date,
        clocks_read.occurred_at

    from clocks_read

    inner join scope_repositories
        on clocks_read.repository_id = scope_repositories.repository_id

    left join repeated_commits
        on
            scope_repositories.scope_number = repeated_commits.scope_number
            and clocks_read.activity_id = repeated_commits.activity_id

    where
        repeated_commits.activity_id is null
        -- A push to a mirror repeats one that was made elsewhere in the scope.
        and not (clocks_read.kind = 'push' and scope_repositories.is_mirror)

)

select * from acts_counted_once
