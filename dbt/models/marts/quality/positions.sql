with

positions as (

    select * from {{ ref('stg_pipeline__positions') }}

)

select
    topic,
    {{ adapter.quote('partition') }},
    next_offset

from positions
