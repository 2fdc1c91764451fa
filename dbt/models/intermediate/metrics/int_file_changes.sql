with

commit_files as (

    select * from {{ ref('int_commit_files_unioned') }}

),

commits as (

    select * from {{ ref('fct_commits') }}

    where
        not is_bot
        -- A merge brings together what others wrote.
        and not is_merge
        and authored_at < {{ as_of_date() }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

changes_joined as (

    select
        commit_files.repository_id,
        contributors.person_number,
        commit_files.path,
        commits.commit_sha,
        commit_files.change,
        cast(commits.authored_at as date) as changed_date,
        commits.authored_at as changed_at

    from commit_files

    inner join commits
        on
            commit_files.repository_id = commits.repository_id
            and commit_files.commit_sha = commits.commit_sha

    inner join contributors
        on commits.person_id = contributors.person_id

)

select * from changes_joined
