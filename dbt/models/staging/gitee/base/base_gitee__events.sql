with

first_landings as (

    {{ first_landings('gitee') }}

),

bodies_read as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        {{ parsed_json('body', gitee_structure()) }} as body

    from first_landings

),

columns_named as (

    select
        delivery_id,
        event,
        body.action,
        body.action_desc,
        coalesce(body.repository, body.project) as repository,
        body.sender,
        body.issue,
        body.pull_request,
        body.comment,
        body.per_iid,
        body.noteable_type,
        body.noteable_id,
        body.short_commit_id,
        body.commits,
        body.ref,
        body.before,
        body.after,
        body.total_commits_count,
        body.created as is_created,
        body.deleted as is_deleted,
        body.compare as compare_url,
        body is not null as is_valid_json,
        event = 'ping_hooks' as is_ping,
        -- Gitee lists at most ten commits of a push.
        coalesce(body.commits_more_than_ten, false)
        or coalesce(
            body.total_commits_count > coalesce({{ list_length('body.commits') }}, 0), false
        ) as is_truncated,
        {{ as_utc('received_at') }} as received_at,
        landed_at

    from bodies_read

)

select * from columns_named
