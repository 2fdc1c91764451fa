"""Suites of the marts that say how far the others can be trusted."""

import great_expectations.expectations as gxe
from great_expectations import ExpectationSuite

from expectations.rules import (
    CRITICAL,
    DAY,
    MOMENT,
    TEXT,
    WARNING,
    YES_NO,
    has_columns,
    has_rows,
)
from expectations.situation import Situation


def freshness(_situation: Situation) -> ExpectationSuite:
    """When each source was last heard: something was heard at all."""
    return ExpectationSuite(
        name="quality.freshness",
        expectations=[
            has_rows(severity=WARNING, notes="each source that landed has a row"),
        ],
    )


def gaps(_situation: Situation) -> ExpectationSuite:
    """Stretches of the log that never landed: none, or the report says so."""
    return ExpectationSuite(
        name="quality.gaps",
        expectations=[
            gxe.ExpectTableRowCountToEqual(
                value=0, severity=WARNING, meta={"rule": "history_is_whole"},
                notes="events were lost before they landed: numbers of those days are too low "
                "until a backfill fills them, and readers have to know",
            ),
        ],
    )  # fmt: skip


def quarantine(_situation: Situation) -> ExpectationSuite:
    """Records set aside: none, or the report says so."""
    return ExpectationSuite(
        name="quality.quarantine",
        expectations=[
            gxe.ExpectTableRowCountToEqual(
                value=0, severity=WARNING, meta={"rule": "nothing_set_aside"},
                notes="deliveries that could not be read are in no number; a person should look",
            ),
        ],
    )  # fmt: skip


def publication(situation: Situation) -> ExpectationSuite:
    """The publication's own label: one, complete, of the day."""
    table = "quality.publication"
    return ExpectationSuite(
        name=table,
        expectations=[
            gxe.ExpectTableRowCountToEqual(
                value=1, severity=CRITICAL, meta={"rule": "is_one"},
                notes="a file is one run's publication",
            ),
            has_columns(
                table, run_id=TEXT, published_at=MOMENT, as_of_date=DAY, osspulse_version=TEXT,
                input_positions=TEXT, gate_results=TEXT, is_simulated=YES_NO,
            ),
            *(
                gxe.ExpectColumnValuesToNotBeNull(
                    column=column, severity=CRITICAL, meta={"rule": f"has_{column}"},
                    notes="the label by which a reader tells one publication from another",
                )
                for column in (
                    "run_id", "published_at", "osspulse_version", "input_positions", "is_simulated",
                )
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="as_of_date", value_set=[situation.as_of], severity=CRITICAL,
                notes="the day that was asked for", meta={"rule": "is_of_the_day"},
            ),
        ],
    )  # fmt: skip
