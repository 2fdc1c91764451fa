{#- Not stored: what is written of acts is core.fct_activities. -#}
{{ config(materialized='view') }}

with

commits as (

    select * from {{ ref('int_commits_unioned') }}

),

co_authors as (

    select * from {{ ref('int_commit_co_authors') }}

),

pushes as (

    select * from {{ ref('int_pushes_unioned') }}

),

issue_changes as (

    select * from {{ ref('int_issue_changes_derived') }}

),

pull_request_changes as (

    select * from {{ ref('int_pull_request_changes_derived') }}

),

comments as (

    select * from {{ ref('int_comments_unioned') }}

),

reviews as (

    select * from {{ ref('int_reviews_unioned') }}

),

stars as (

    select * from {{ ref('int_stars_unioned') }}

),

forks as (

    select * from {{ ref('int_forks_unioned') }}

),

discussions as (

    select * from {{ ref('int_discussions_unioned') }}

),

releases as (

    select * from {{ ref('int_releases_unioned') }}

),

acts_unioned as (

    select
        platform,
        repository_id,
        account_id,
        identity_id,
        'commit_authored' as kind,
        commit_sha as object_id,
        cast(null as varchar) as parent_object_id,
        'authored' as action,
        url,
        email_domain,
        utc_offset_minutes,
        source_count,
        true as is_witnessed,
        authored_at as occurred_at,
        first_landed_at

    from commits

    union all

    select
        platform,
        repository_id,
        account_id,
        identity_id,
        'commit_co_authored' as kind,
        commit_sha as object_id,
        cast(null as varchar) as parent_object_id,
        'co-authored' as action,
        url,
        email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        true as is_witnessed,
        authored_at as occurred_at,
        first_landed_at

    from co_authors

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'push' as kind,
        push_id as object_id,
        cast(null as varchar) as parent_object_id,
        'pushed' as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        true as is_witnessed,
        pushed_at as occurred_at,
        first_landed_at

    from pushes

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'issue_' || change as kind,
        issue_id as object_id,
        cast(null as varchar) as parent_object_id,
        change as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        is_witnessed,
        changed_at as occurred_at,
        first_landed_at

    from issue_changes

    where change in ('opened', 'closed', 'reopened')

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'pull_request_' || change as kind,
        pull_request_id as object_id,
        cast(null as varchar) as parent_object_id,
        change as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        is_witnessed,
        changed_at as occurred_at,
        first_landed_at

    from pull_request_changes

    where change in ('opened', 'closed', 'merged', 'reopened')

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        kind,
        comment_id as object_id,
        parent_object_id,
        'commented' as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        true as is_witnessed,
        commented_at as occurred_at,
        first_landed_at

    from comments

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'pull_request_reviewed' as kind,
        review_id as object_id,
        pull_request_id as parent_object_id,
        state as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        true as is_witnessed,
        submitted_at as occurred_at,
        first_landed_at

    from reviews

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'discussion_opened' as kind,
        discussion_id as object_id,
        cast(null as varchar) as parent_object_id,
        'opened' as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        is_witnessed,
        opened_at as occurred_at,
        first_landed_at

    from discussions

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'repository_starred' as kind,
        repository_id as object_id,
        cast(null as varchar) as parent_object_id,
        'starred' as action,
        cast(null as varchar) as url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        true as is_witnessed,
        starred_at as occurred_at,
        first_landed_at

    from stars

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'repository_forked' as kind,
        fork_id as object_id,
        cast(null as varchar) as parent_object_id,
        'forked' as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        source_count,
        true as is_witnessed,
        forked_at as occurred_at,
        first_landed_at

    from forks

    union all

    select
        platform,
        repository_id,
        account_id,
        account_id as identity_id,
        'release_published' as kind,
        release_id as object_id,
        cast(null as varchar) as parent_object_id,
        'published' as action,
        url,
        cast(null as varchar) as email_domain,
        cast(null as integer) as utc_offset_minutes,
        1 as source_count,
        true as is_witnessed,
        published_at as occurred_at,
        first_landed_at

    from releases

),

acts_keyed as (

    select
        -- Who did it is part of a star and of co-authoring, which have no number of their own.
        md5(
            concat_ws(
                '|', platform, repository_id, kind, object_id,
                case
                    when kind = 'repository_starred' then account_id
                    when kind = 'commit_co_authored' then identity_id
                end,
                cast(occurred_at as varchar)
            )
        ) as activity_id,
        platform,
        repository_id,
        account_id,
        identity_id,
        kind,
        object_id,
        parent_object_id,
        action,
        url,
        email_domain,
        utc_offset_minutes,
        source_count,
        is_witnessed,
        occurred_at,
        first_landed_at

    from acts_unioned

    where occurred_at is not null

)

select * from acts_keyed
