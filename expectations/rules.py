"""Rules that several tables share."""

import great_expectations.expectations as gxe
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.situation import Situation

CRITICAL = FailureSeverity.CRITICAL
WARNING = FailureSeverity.WARNING

TEXT = "VARCHAR"
WHOLE = "BIGINT|INTEGER"
NUMBER = "DOUBLE"
YES_NO = "BOOLEAN"
DAY = "DATE"
MOMENT = "TIMESTAMP"

KEPT_SHARE = 0.5


def no_row(
    rule: str, *, where: str, severity: FailureSeverity, notes: str
) -> gxe.UnexpectedRowsExpectation:
    """No row of the table meets the condition `where`."""
    return no_result(
        rule,
        query=f"select * from {{batch}} where {where}",  # noqa: S608
        severity=severity,
        notes=notes,
    )


def no_result(
    rule: str, *, query: str, severity: FailureSeverity, notes: str
) -> gxe.UnexpectedRowsExpectation:
    """The query returns nothing. It reads the table as `{batch}`, named `{batch} as here` in a join."""
    return gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=query, severity=severity, notes=notes, meta={"rule": rule}
    )


def has_rows(*, severity: FailureSeverity, notes: str) -> gxe.ExpectTableRowCountToBeBetween:
    """The table is not empty; Great Expectations would pass every other rule on an empty one."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=1, severity=severity, notes=notes, meta={"rule": "has_rows"}
    )


def keeps_its_rows(
    table: str, situation: Situation, *, severity: FailureSeverity, notes: str
) -> gxe.ExpectTableRowCountToBeBetween:
    """The table has at least half the rows of the last publication."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=int(situation.previous_rows.get(table, 0) * KEPT_SHARE),
        severity=severity,
        notes=notes,
        meta={"rule": "keeps_its_rows"},
    )


def has_columns(table: str, **types: str) -> gxe.UnexpectedRowsExpectation:
    """The table has these columns, each of one of its types (`BIGINT|INTEGER`)."""
    schema, _, name = table.partition(".")
    promised = ", ".join(f"('{column}', '{kinds}')" for column, kinds in types.items())
    return no_result(
        "has_columns",
        query=f"""
            select promised.column_name, columns.data_type
            from (values {promised}) as promised (column_name, types)
            left join duckdb_columns() as columns
                on columns.column_name = promised.column_name
                and columns.database_name = current_database()
                and columns.schema_name = '{schema}' and columns.table_name = '{name}'
            where not list_contains(string_split(promised.types, '|'), coalesce(columns.data_type, ''))
                and (select count(*) from {{batch}} as here) >= 0
        """,  # noqa: S608
        severity=CRITICAL,
        notes="queries, report and tools of analysts name these columns: the published interface",
    )


def has_key(*columns: str) -> gxe.UnexpectedRowsExpectation:
    """No two rows share these columns, and none of the columns is empty but `window_days`."""
    listed = ", ".join(columns)
    missing = " or ".join(f"{column} is null" for column in columns if column != "window_days")
    return no_result(
        "has_key",
        query=f"""
            select {listed} from {{batch}}
            group by all having count(*) > 1 or {missing}
        """,  # noqa: S608
        severity=CRITICAL,
        notes="a row without a key or with a second of its kind counts wrongly in every sum; dbt "
        "tests the same on the models, this looks at the file that people open",
    )
