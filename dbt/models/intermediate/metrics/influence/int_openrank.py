"""One row per month and person or repository: the OpenRank (osspulse.openrank does the work)."""


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103 - dbt says how this looks
    from osspulse.openrank import openrank_by_month

    dbt.config(materialized="table")
    return openrank_by_month(dbt.ref("int_influence_months").to_arrow_table())
