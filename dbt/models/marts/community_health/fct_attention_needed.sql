with

waiting_things as (

    select * from {{ ref('int_attention__waiting_things') }}

),

people_at_risk as (

    select * from {{ ref('int_attention__people') }}

),

backlogs as (

    select * from {{ ref('int_attention__backlogs') }}

),

unioned as (

    select * from waiting_things

    union all

    select * from people_at_risk

    union all

    select * from backlogs

)

select
    concat_ws(
        ':',
        kind,
        coalesce(project_id, repository_id),
        coalesce(object_id, person_id, reason_code)
    ) as attention_id,
    kind,
    severity,
    project_id,
    repository_id,
    person_id,
    object_id,
    title,
    url,
    reason_code,
    cast(waiting_hours as double) as waiting_hours,
    {{ as_of_date() }} as as_of_date,
    since_at

from unioned
