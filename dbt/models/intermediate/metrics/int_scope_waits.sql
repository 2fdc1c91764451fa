-- A table of its own: planned in one with the windows, dates are joined before scopes are, and
-- every wait meets every window.
with

waits as (

    select * from {{ ref('int_waits') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

joined as (

    select
        scope_repositories.scope_number,
        waits.kind,
        waits.wait_hours,
        waits.counted_date,
        waits.started_at,
        waits.ended_at,
        waits.undone_at

    from waits

    inner join scope_repositories
        on waits.repository_id = scope_repositories.repository_id

    where waits.counted_date < {{ as_of_date() }}

)

select * from joined
