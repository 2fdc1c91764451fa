-- Read by the next build: whom the marts attribute acts to. Written when they do.
-- depends_on: {{ ref('int_landings_built') }}
with

attributions as (

    select * from {{ ref('int_attributions') }}

)

select * from attributions
