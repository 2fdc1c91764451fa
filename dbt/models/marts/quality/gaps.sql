with

gaps as (

    select * from {{ ref('stg_pipeline__gaps') }}

)

select
    topic,
    reason,
    {{ adapter.quote('partition') }},
    from_offset,
    to_offset,
    to_offset - from_offset as missing_count,
    noticed_at

from gaps
