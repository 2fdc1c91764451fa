"""One row per window and kind of wait with its statistics (osspulse.window_waits does the work)."""


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103 - dbt says how this looks
    import pyarrow as pa

    from osspulse.window_waits import wait_statistics

    dbt.config(materialized="table")
    windows = dbt.ref("int_metric_windows").filter("window_days is not null")
    spells = dbt.ref("int_scope_wait_spells").join(
        windows.project("scope_number").distinct(), "scope_number", how="semi"
    )
    kinds = [kind for (kind,) in spells.project("kind").distinct().order("kind").fetchall()]
    # One kind at a time is in memory; none at all makes an empty table.
    of_kinds = [spells.filter(f"kind = '{kind}'") for kind in kinds] or [spells]
    return pa.concat_tables(
        wait_statistics(
            windows.to_arrow_table(),
            one.order("scope_number, is_over, microseconds").to_arrow_table(),
        )
        for one in of_kinds
    )
