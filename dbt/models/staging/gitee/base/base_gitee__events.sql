with

landed as (

    select * from {{ source('raw', 'events') }}

    where source = 'gitee'
    {% if is_incremental() %}
        -- Landing has one writer and each of its transactions a later landed_at: none is missed.
        and landed_at > (
            select coalesce(max(known.landed_at), timestamptz '1970-01-01') from {{ this }} as known
        )
    {% endif %}

),

first_landings_picked as (

    select *

    from landed

    {% if is_incremental() %}
        where not exists (
            select 1 from {{ this }} as known where known.delivery_id = landed.delivery_id
        )
    {% endif %}

    qualify
        row_number() over (
            partition by delivery_id
            order by
                landed_at, topic,
                {{ adapter.quote('partition') }}, {{ adapter.quote('offset') }}
        ) = 1

),

bodies_read as (

    select
        delivery_id,
        event,
        received_at,
        landed_at,
        {{ parsed_json('body', gitee_structure()) }} as body

    from first_landings_picked

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
        body.noteable_type,
        body.noteable_id,
        body.short_commit_id,
        body.commits,
        body.ref,
        body.before,
        body.after,
        body.total_commits_count,
        body.deleted as is_deleted,
        body.compare as compare_url,
        body is not null as is_valid_json,
        event = 'ping_hooks' as is_ping,
        -- Gitee lists at most ten commits of a push.
        coalesce(
            body.total_commits_count > coalesce({{ list_length('body.commits') }}, 0), false
        ) as is_truncated,
        {{ as_utc('received_at') }} as received_at,
        landed_at

    from bodies_read

)

select * from columns_named
