-- People who did as much are one row: all that is asked of many windows is how many they are. The
-- people of all windows at once would be hundreds of millions.
-- depends_on: {{ ref('int_metric_windows') }}, {{ ref('int_scope_person_days') }}
-- depends_on: {{ ref('int_scope_merges') }}
{{ config(post_hook="{{ append_other_slices() }}") }}

{{ window_equals(0, window_slices()) }}
