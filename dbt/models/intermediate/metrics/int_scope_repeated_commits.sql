with

activities as (

    select * from {{ ref('fct_activities') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

commits as (

    select
        activity_id,
        repository_id,
        object_id,
        -- A commit has one author and any number of co-authors.
        case when kind = 'commit_co_authored' then person_id else 'author' end as author,
        occurred_at

    from activities

    where kind in ('commit_authored', 'commit_co_authored')

),

shared_commits as (

    select object_id

    from commits

    group by all

    having count(distinct repository_id) > 1

),

copies_numbered as (

    select
        scope_repositories.scope_number,
        commits.activity_id,
        row_number() over (
            partition by scope_repositories.scope_number, commits.object_id, commits.author
            order by
                scope_repositories.is_mirror,
                commits.occurred_at,
                commits.repository_id,
                commits.activity_id
        ) as copy_number

    from commits

    inner join shared_commits
        on commits.object_id = shared_commits.object_id

    inner join scope_repositories
        on commits.repository_id = scope_repositories.repository_id

    where scope_repositories.scope_type != 'repository'

),

repeats_picked as (

    select
        scope_number,
        activity_id

    from copies_numbered

    where copy_number > 1

)

select * from repeats_picked
