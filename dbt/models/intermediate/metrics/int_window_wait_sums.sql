-- A percentile keeps every value until its group is complete, and nothing of that can be spilled:
-- all kinds of wait at once take more memory than there is, one at a time do not.
{{ config(post_hook="{{ add_wait_statistics() }}") }}

-- depends_on: {{ ref('int_window_waits') }}
with

waits_summarised as (

    {{ wait_statistics(wait_kinds()[0]) }}

)

select * from waits_summarised
