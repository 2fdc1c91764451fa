"""One row per window and kind of wait with its statistics (osspulse.window_waits does the work)."""


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103 - dbt says how this looks
    from osspulse.window_waits import wait_statistics

    dbt.config(materialized="table")
    windows = dbt.ref("int_metric_windows").filter("window_days is not null")
    spells = dbt.ref("int_scope_wait_spells").order("scope_number, kind, is_over, microseconds")
    return wait_statistics(windows.to_arrow_table(), spells.to_arrow_table())
