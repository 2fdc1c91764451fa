-- Forges have no type for bugs: people label them, in whichever words their project has for it.
with

issue_events as (

    select * from {{ ref('int_issue_events_unioned') }}

),

labels_listed as (

    select
        issue_id,
        {{ each_item('label_names') }} as label_name,
        updated_at

    from issue_events

),

bugs_found as (

    select
        issue_id,
        min(updated_at) as first_labelled_at

    from labels_listed

    where regexp_matches(lower(label_name), '(^|[^a-z])bugs?([^a-z]|$)|缺陷')

    group by all

)

select * from bugs_found
