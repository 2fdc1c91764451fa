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
        "'pr_open_time_mean'", "'pr_open_time_median'"
    ]) }}) as input

),

-- Only some projects label bugs, only git tells lines, of few people an employer is known: that
-- nothing of it is there says nothing.
told_by_few as (

    select unnest({{ list_of([
        "'bug_issue_open_time_mean'", "'bug_issue_open_time_median'",
        "'lines_of_code_frequency'", "'org_count'", "'org_contributor_count'",
        "'org_commit_frequency'", "'org_contribution_last'", "'organisations_ever'",
        "'lfx_organisation_dependency'"
    ]) }}) as input

),

unioned as (

    select
        input,
        false as is_told_by_few

    from composite_inputs

    union

    select
        input,
        false as is_told_by_few

    from computed

    union

    select
        input,
        true as is_told_by_few

    from told_by_few

)

select * from unioned
