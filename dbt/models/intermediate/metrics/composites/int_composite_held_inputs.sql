-- The inputs that any source of ours tells of; a part without one is unknown everywhere.
with

composite_inputs as (

    select * from {{ ref('composite_inputs') }}

),

computed as (

    select unnest({{ list_of([
        "'code_contributor_count'", "'is_maintained'", "'close_pr_count'",
        "'updated_issues_count'", "'comment_frequency'", "'code_review_count'",
        "'closure_ratio'", "'closure_ratio_recent'", "'contributors_ever'", "'lfx_active_days'",
        "'issue_first_response_mean'", "'issue_first_response_median'",
        "'pr_time_to_first_response_mean'", "'pr_time_to_first_response_median'",
        "'pr_open_time_mean'", "'pr_open_time_median'",
        "'bug_issue_open_time_mean'", "'bug_issue_open_time_median'",
        "'lines_of_code_frequency'", "'org_count'", "'org_contributor_count'",
        "'org_commit_frequency'", "'org_contribution_last'", "'organisations_ever'", "'lfx_organisation_dependency'"
    ]) }}) as input

),

unioned as (

    select input from composite_inputs

    union

    select input from computed

)

select * from unioned
