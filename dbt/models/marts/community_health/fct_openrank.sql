with

openrank as (

    select * from {{ ref('int_openrank') }}

)

select
    node_kind,
    node_id,
    openrank,
    month_start

from openrank
