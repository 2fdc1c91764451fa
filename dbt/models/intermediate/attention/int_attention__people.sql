with

acting_scopes as (

    select * from {{ ref('int_attention__scopes') }}

),

person_days as (

    select * from {{ ref('int_scope_person_days') }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

pages_picked as (

    select
        person_id,
        min(url) as url

    from accounts

    group by all

),

commits_summed as (

    select
        scope_number,
        person_number,
        sum(commit_count) as commit_count,
        min(activity_date) as since_date

    from person_days

    where
        commit_count > 0
        and activity_date >= {{ days_before(as_of_date(), 90) }}

    group by all

),

shares_compared as (

    select
        scope_number,
        person_number,
        commit_count,
        sum(commit_count) over (partition by scope_number) as all_commits_count,
        since_date

    from commits_summed

),

key_people as (

    select
        'key_person_risk' as kind,
        'high' as severity,
        'half_of_commits_by_one_person' as reason_code,
        scope_number,
        person_number,
        cast(null as double) as waiting_hours,
        cast(since_date as timestamp) as since_at

    from shares_compared

    where
        2 * commit_count >= all_commits_count
        and all_commits_count >= {{ var('attention_key_person_commits') }}

    -- Of two who wrote half each, one is named: losing either stops as much.
    qualify
        row_number() over (
            partition by scope_number
            order by commit_count desc, person_number
        ) = 1

),

contributions_summed as (

    select
        scope_number,
        person_number,
        max(activity_date) as last_day,
        sum(contribution_count) filter (
            where
            activity_date
            < {{ days_before(as_of_date(), var('attention_drifting_silent_days')) }}
        ) as contribution_count

    from person_days

    where
        activity_date
        >= {{ days_before(as_of_date(), var('attention_drifting_silent_days') + 90) }}

    group by all

),

drifting_people as (

    select
        'contributor_drifting' as kind,
        'medium' as severity,
        'regular_contributor_silent' as reason_code,
        scope_number,
        person_number,
        {{ hours_from(days_before('last_day', -1), as_of_date()) }} as waiting_hours,
        cast({{ days_before('last_day', -1) }} as timestamp) as since_at

    from contributions_summed

    where
        last_day < {{ days_before(as_of_date(), var('attention_drifting_silent_days')) }}
        and contribution_count >= {{ var('attention_drifting_contributions') }}

),

unioned as (

    select * from key_people

    union all

    select * from drifting_people

),

people_named as (

    select
        unioned.kind,
        unioned.severity,
        acting_scopes.project_id,
        acting_scopes.repository_id,
        contributors.person_id,
        cast(null as varchar) as object_id,
        people.display_name as title,
        pages_picked.url,
        unioned.reason_code,
        unioned.waiting_hours,
        unioned.since_at

    from unioned

    inner join acting_scopes
        on unioned.scope_number = acting_scopes.scope_number

    inner join contributors
        on unioned.person_number = contributors.person_number

    inner join people
        on contributors.person_id = people.person_id

    left join pages_picked
        on contributors.person_id = pages_picked.person_id

)

select * from people_named
