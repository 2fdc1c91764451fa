with

first_landings as (

    {{ first_landings('gharchive') }}

),

bodies_read as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        body as text,
        {{ parsed_json('body', gharchive_structure()) }} as body

    from first_landings

),

early_members_found as (

    -- Until 2014 names stand where ids do later, and an issue is only its number.
    select
        *,
        body.repository is not null or body.actor_attributes is not null as is_early,
        {{ utc_timestamp('body.created_at') }} as happened_at,
        case
            when body.repository is not null and event = 'IssuesEvent'
                then {{ json_text('text', '$.payload.issue') }}
            when body.repository is not null then body.payload.issue_id
        end as early_issue_id,
        regexp_extract(body.url, '/(?:issues|pull)/([0-9]+)', 1) as early_number

    from bodies_read

),

early_shapes_aligned as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        happened_at,
        body,
        case
            when not is_early then body.actor
            else {{ as_structure({
                'id': 'cast(null as varchar)', 'login': 'body.actor_attributes.login',
                'name': 'body.actor_attributes.name', 'type': 'body.actor_attributes.type',
                'company': 'body.actor_attributes.company',
            }, user_structure()) }}
        end as actor,
        case
            when body.repository is null then body.repo
            else {{ as_structure({
                'id': 'coalesce(body.repository.id, body.payload.pull_request.base.repo.id)',
                'name': "body.repository.owner || '/' || body.repository.name",
            }, {'id': 'varchar', 'name': 'varchar'}) }}
        end as repo,
        case
            when early_issue_id is null then body.payload.issue
            when event = 'IssuesEvent'
                then {{ as_structure({
                    'id': 'early_issue_id',
                    'number': 'coalesce(body.payload.number, early_number)',
                    'html_url': 'body.url',
                    'state': "case when body.payload.action = 'closed' then 'closed' else 'open' end",
                    'created_at':
                        "case when body.payload.action = 'opened' then body.created_at end",
                    'closed_at':
                        "case when body.payload.action = 'closed' then body.created_at end",
                    'updated_at': 'body.created_at',
                }, github_issue_structure()) }}
            else {{ as_structure({
                'id': 'early_issue_id', 'number': 'early_number',
                'pull_request': "case when body.url like '%/pull/%' then {'html_url': body.url} end",
            }, github_issue_structure()) }}
        end as issue,
        case
            when body.repository is null or body.payload.comment is not null
                then body.payload.comment
            when body.payload.comment_id is not null
                then {{ as_structure({
                    'id': 'body.payload.comment_id', 'html_url': 'body.url',
                    'commit_id': 'body.payload.commit', 'created_at': 'body.created_at',
                }, github_comment_structure()) }}
        end as comment,
        case
            when body.repository is null or body.payload.pull_request is not null
                then body.payload.pull_request
            when event = 'PullRequestReviewCommentEvent'
                then {{ as_structure({'number': 'early_number'}, github_pull_request_structure()) }}
        end as pull_request,
        case
            when body.repository is null or event != 'ForkEvent' or body.payload.forkee is not null
                then body.payload.forkee
            -- What the fork was named is the end of the event's address.
            else {{ as_structure({
                'id': "lower(regexp_extract(body.url, 'github[.]com/(.+)$', 1))",
                'html_url': 'body.url', 'created_at': 'body.created_at',
            }, github_forkee_structure()) }}
        end as forkee,
        coalesce(body.payload.commits, {{ commits_of_shas('body.payload.shas') }}) as commits,
        coalesce(
            body.payload.before,
            nullif(regexp_extract(body.url, '/compare/([0-9a-f]+)[.]{3}', 1), '')
        ) as before

    from early_members_found

),

columns_named as (

    select
        delivery_id,
        event,
        body.payload.action,
        repo,
        actor,
        body.org,
        issue,
        pull_request,
        comment,
        body.payload.review,
        body.payload.release,
        forkee,
        commits,
        body.payload.ref,
        before,
        body.payload.head,
        body.payload.size as commit_count,
        body is not null as is_valid_json,
        false as is_ping,
        -- The archive lists at most twenty commits of a push, and none since October 2025.
        event = 'PushEvent'
        and (
            commits is null
            or coalesce(body.payload.size > {{ list_length('commits') }}, false)
        ) as is_truncated,
        happened_at,
        {{ as_utc('received_at') }} as received_at,
        landed_at

    from early_shapes_aligned

)

select * from columns_named
