{#- Cheap signs, in columns read already; only what shows one is looked at again. -#}
{{ config(materialized='view') }}

with

github_events as (

    select * from {{ ref('base_github__events') }}

),

gitee_events as (

    select * from {{ ref('base_gitee__events') }}

),

gharchive_events as (

    select * from {{ ref('base_gharchive__events') }}

    -- Until then the archive had a shape of its own, and names in place of numbers.
    where happened_at is null or happened_at >= timestamp '2015-01-01'

),

github_suspects as (

    select
        'github' as source,
        delivery_id,
        event,
        action,
        received_at,
        landed_at

    from github_events

    where
        not is_valid_json
        or (repository is not null and {{ is_oddly_read('repository', ['full_name'], []) }})
        or (sender is not null and {{ is_oddly_read('sender', ['login'], []) }})
        or (
            event in ('issues', 'issue_comment')
            and (
                {{ is_oddly_read(
                    'issue', ['number', 'title', 'state', 'user.id', 'user.login'],
                    ['created_at', 'updated_at', 'closed_at']
                ) }}
                or issue.user.id is null
                or issue.title is null
                or issue.created_at is null
            )
        )
        or (
            event in ('pull_request', 'pull_request_review', 'pull_request_review_comment')
            and (
                {{ is_oddly_read(
                    'pull_request', ['number', 'title', 'state', 'user.id', 'user.login'],
                    ['created_at', 'closed_at', 'merged_at']
                ) }}
                or pull_request.user.id is null
                or pull_request.title is null
                or pull_request.created_at is null
            )
        )
        or (
            event in ('issue_comment', 'pull_request_review_comment', 'commit_comment')
            and (
                {{ is_oddly_read('comment', ['user.id', 'user.login'], ['created_at']) }}
                or comment.user.id is null
                or comment.created_at is null
            )
        )
        or (
            event = 'pull_request_review'
            and (
                {{ is_oddly_read(
                    'review', ['state', 'user.id', 'user.login'], ['submitted_at']
                ) }}
                or review.user.id is null
            )
        )
        or (
            event = 'release'
            and {{ is_oddly_read('release', ['tag_name'], ['published_at']) }}
        )
        or (event = 'fork' and {{ is_oddly_read('forkee', [], ['created_at']) }})
        or (
            event = 'push'
            and (
                commits is null
                or is_deleted is null
                or ref is null
                or {{ is_structured('ref') }}
            )
        )

),

gitee_suspects as (

    select
        'gitee' as source,
        delivery_id,
        event,
        action,
        received_at,
        landed_at

    from gitee_events

    where
        not is_valid_json
        or (repository is not null and {{ is_oddly_read('repository', ['full_name'], []) }})
        or (sender is not null and {{ is_oddly_read('sender', ['login'], []) }})
        or (
            event = 'issue_hooks'
            and (
                {{ is_oddly_read(
                    'issue', ['number', 'title', 'state', 'user.id', 'user.login'],
                    ['created_at', 'updated_at', 'closed_at']
                ) }}
                or issue.user.id is null
                or issue.title is null
                or issue.created_at is null
            )
        )
        or (
            event = 'merge_request_hooks'
            and (
                {{ is_oddly_read(
                    'pull_request', ['number', 'title', 'state', 'user.id', 'user.login'],
                    ['created_at', 'closed_at', 'merged_at']
                ) }}
                or pull_request.user.id is null
                or pull_request.title is null
                or pull_request.created_at is null
            )
        )
        or (
            event = 'note_hooks'
            and (
                {{ is_oddly_read('comment', ['user.id', 'user.login'], ['created_at']) }}
                or comment.user.id is null
                or comment.created_at is null
            )
        )
        or (
            event in ('push_hooks', 'tag_push_hooks')
            and (commits is null or is_deleted is null or ref is null or {{ is_structured('ref') }})
        )

),

gharchive_suspects as (

    -- Since October 2025 pull requests come without users, titles and times.
    select
        'gharchive' as source,
        delivery_id,
        event,
        action,
        received_at,
        landed_at

    from gharchive_events

    where
        happened_at is null
        or {{ is_oddly_read('actor', ['login'], []) }}
        or repo.id is null
        or {{ is_structured('repo.name') }}
        or (
            event in ('IssuesEvent', 'IssueCommentEvent')
            and (
                {{ is_oddly_read(
                    'issue', ['number', 'title', 'state', 'user.id', 'user.login'],
                    ['created_at', 'closed_at']
                ) }}
                or issue.user.id is null
                or issue.title is null
                or issue.created_at is null
            )
        )
        or (
            event in (
                'PullRequestEvent', 'PullRequestReviewEvent', 'PullRequestReviewCommentEvent'
            )
            and (
                {{ is_oddly_read(
                    'pull_request', ['number', 'title', 'state', 'user.id', 'user.login'],
                    ['created_at', 'closed_at', 'merged_at']
                ) }}
                or (
                    happened_at < timestamp '2025-10-07'
                    and (
                        pull_request.user.id is null
                        or pull_request.title is null
                        or pull_request.created_at is null
                    )
                )
            )
        )
        or (
            event in ('IssueCommentEvent', 'PullRequestReviewCommentEvent', 'CommitCommentEvent')
            and (
                {{ is_oddly_read('comment', ['user.id', 'user.login'], ['created_at']) }}
                or comment.user.id is null
                or comment.created_at is null
            )
        )
        or (
            event = 'PullRequestReviewEvent'
            and {{ is_oddly_read('review', ['state', 'user.id'], ['submitted_at']) }}
        )
        or (
            event = 'ReleaseEvent'
            and {{ is_oddly_read('release', ['tag_name'], ['published_at']) }}
        )
        or (event = 'ForkEvent' and {{ is_oddly_read('forkee', [], ['created_at']) }})
        or (
            event = 'PushEvent'
            and (
                ref is null
                or head is null
                or {{ is_structured('ref') }}
                or {{ is_structured('head') }}
            )
        )

),

unioned as (

    select * from github_suspects

    union all

    select * from gitee_suspects

    union all

    select * from gharchive_suspects

)

select * from unioned
