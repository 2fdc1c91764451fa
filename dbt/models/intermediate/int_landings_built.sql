-- Read by the next build: up to where this one has read. Written when everything that is rebuilt by
-- repository is, so that a build which fails half way is made up for by the next.
-- depends_on: {{ ref('fct_activities') }}, {{ ref('fct_commits') }}, {{ ref('fct_issues') }}
-- depends_on: {{ ref('fct_pull_requests') }}, {{ ref('fct_releases') }}, {{ ref('fct_reviews') }}
-- depends_on: {{ ref('int_commit_files_unioned') }}, {{ ref('int_deployments_unioned') }}
-- depends_on: {{ ref('int_pull_request_commits') }}, {{ ref('int_clone_histories') }}
-- depends_on: {{ ref('int_repository_sightings_unioned') }}
with

github_events as (

    select * from {{ ref('base_github__events') }}

),

gitee_events as (

    select * from {{ ref('base_gitee__events') }}

),

gharchive_events as (

    select * from {{ ref('base_gharchive__events') }}

),

git_events as (

    select * from {{ ref('base_git__events') }}

),

events_unioned as (

    select landed_at from github_events

    union all

    select landed_at from gitee_events

    union all

    select landed_at from gharchive_events

    union all

    select landed_at from git_events

),

newest_found as (

    select max(landed_at) as landed_at

    from events_unioned

)

select * from newest_found
