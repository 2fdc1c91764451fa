"""One row per window and amount with how many did as much (osspulse.window_people does the work)."""


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103 - dbt says how this looks
    from osspulse.window_people import window_equals

    dbt.config(materialized="table")
    windows = dbt.ref("int_metric_windows").filter("window_days is not null")
    (first_day,) = windows.aggregate("min(starts_on)").fetchall()[0]
    work_days = (
        dbt.ref("int_scope_work_days")
        .join(windows.project("scope_number").distinct(), "scope_number", how="semi")
        .filter(f"activity_date >= date '{first_day or '9999-12-31'}'")
        .project(
            "scope_number::integer as scope_number, person_number::integer as person_number, "
            "activity_date, contribution_count::integer as contribution_count, "
            "commit_count::integer as commit_count, review_count::integer as review_count, "
            "code_contribution_count::integer as code_contribution_count, opendigger_credit, "
            "utc_offset_minutes, is_ever_employed"
        )
        .order("scope_number, person_number, activity_date")
    )
    return window_equals(windows.to_arrow_table(), work_days.to_arrow_table())
