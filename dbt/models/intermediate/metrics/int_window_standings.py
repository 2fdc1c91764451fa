"""One row per window with how many people were active, new or back (osspulse.window_standings)."""


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103 - dbt says how this looks
    from osspulse.window_standings import window_standings

    dbt.config(materialized="table")
    windows = dbt.ref("int_metric_windows").filter("window_days is not null")
    person_days = dbt.ref("int_scope_person_days").project(
        "scope_number, person_number, activity_date"
    )
    return window_standings(windows.to_arrow_table(), person_days.to_arrow_table())
