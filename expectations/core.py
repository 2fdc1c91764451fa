"""Suites of the marts that hold what happened and who did it."""

import great_expectations.expectations as gxe
from great_expectations import ExpectationSuite

from expectations.rules import (
    CRITICAL,
    MOMENT,
    TEXT,
    WARNING,
    WHOLE,
    YES_NO,
    has_columns,
    has_key,
    has_rows,
    keeps_its_rows,
    no_result,
    no_row,
)
from expectations.situation import Situation

_KINDS = [
    "commit_authored", "commit_co_authored", "commit_commented",
    "discussion_commented", "discussion_opened", "issue_closed", "issue_commented", "issue_opened",
    "issue_reopened", "pull_request_closed", "pull_request_commented", "pull_request_merged",
    "pull_request_opened", "pull_request_reopened", "pull_request_reviewed", "push",
    "release_published", "repository_forked", "repository_starred", "review_commented",
]  # fmt: skip
_FIRST_FORGE_DAY = "2007-10-19"
_FIRST_FORGE_NOTES = "the first commit of GitHub's own code, the older of the two forges"
_LANDED_NOTES = "landing only adds rows, so a mart of what happened does not halve by itself"


def repositories(situation: Situation) -> ExpectationSuite:
    """The repositories: somewhere to start from, named so that links work."""
    table = "core.dim_repositories"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_rows(
                severity=CRITICAL, notes="whoever connects a forge has at least one repository"
            ),
            has_columns(
                table, repository_id=TEXT, platform=TEXT, full_name=TEXT, owner_name=TEXT,
                url=TEXT, first_seen_at=MOMENT, last_seen_at=MOMENT,
            ),
            has_key("repository_id"),
            keeps_its_rows(table, situation, severity=CRITICAL, notes=_LANDED_NOTES),
            gxe.ExpectColumnValuesToBeInSet(
                column="platform", value_set=["github", "gitee"], severity=CRITICAL,
                notes="the two forges that are read; metrics are built per platform",
                meta={"rule": "platform_is_known"},
            ),
            no_row(
                "name_has_owner", where="not regexp_matches(full_name, '^[^/]+/[^/]+$')",
                severity=WARNING, notes="both forges name a repository owner/name",
            ),
            no_row(
                "seen_in_order", where="first_seen_at > last_seen_at", severity=CRITICAL,
                notes="the first sight is the earliest of the same times as the last",
            ),
        ],
    )  # fmt: skip


def people(situation: Situation) -> ExpectationSuite:
    """The people: there are some, and they are not mostly bots."""
    table = "core.dim_people"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_rows(severity=CRITICAL, notes="every delivery but a forge's own has a sender"),
            has_columns(
                table, person_id=TEXT, display_name=TEXT, account_count=WHOLE, is_bot=YES_NO,
            ),
            has_key("person_id"),
            keeps_its_rows(
                table, situation, severity=WARNING,
                notes="accounts are joined into people now and then, but not half of them",
            ),
            no_row(
                "counts_accounts", where="account_count is null or account_count < 0",
                severity=CRITICAL,
                notes="a person known by commits alone has no account; less than none is a broken join",
            ),
            no_result(
                "mostly_human",
                query="select count(*) from {batch} "
                "having count(*) >= 10 and avg(is_bot::int) > 0.8",
                severity=WARNING,
                notes="repositories have a handful of bots; more means that the rule which finds "
                "them takes people for bots. Below ten people a share says nothing",
            ),
        ],
    )  # fmt: skip


def activities(situation: Situation) -> ExpectationSuite:
    """The acts: each known, each somewhere, none before it can have happened."""
    table = "core.fct_activities"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_rows(severity=CRITICAL, notes="without one act every metric is unknown"),
            has_columns(
                table, activity_id=TEXT, repository_id=TEXT, person_id=TEXT, kind=TEXT,
                object_id=TEXT, is_bot=YES_NO, is_contribution=YES_NO, occurred_at=MOMENT,
                first_landed_at=MOMENT,
            ),
            has_key("activity_id"),
            keeps_its_rows(table, situation, severity=CRITICAL, notes=_LANDED_NOTES),
            gxe.ExpectColumnValuesToBeInSet(
                column="kind", value_set=_KINDS, severity=WARNING,
                notes="the kinds that docs/metrics.md counts; another one is counted nowhere",
                meta={"rule": "kind_is_known"},
            ),
            no_row(
                "has_repository",
                where="coalesce(repository_id, '') not in "
                "(select repository_id from core.dim_repositories)",
                severity=CRITICAL,
                notes="an act in no known repository is missing from every scope's numbers",
            ),
            no_row(
                "happened_before_it_was_told",
                where="kind not in ('commit_authored', 'commit_co_authored') "
                "and occurred_at > first_landed_at + interval 6 hours",
                severity=WARNING,
                notes="a zone read wrongly shows as 8 hours (China), clocks that differ as "
                "minutes; an author may write any time into a commit, so commits are left out",
            ),
            no_row(
                "has_time", where="occurred_at is null", severity=CRITICAL,
                notes="an act without a time is in no window, so in no metric",
            ),
        ],
    )  # fmt: skip


def issues(situation: Situation) -> ExpectationSuite:
    """The issues: each that was opened is here, and nothing ends before it began."""
    table = "core.fct_issues"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, issue_id=TEXT, repository_id=TEXT, author_person_id=TEXT, title=TEXT,
                url=TEXT, state=TEXT, author_is_bot=YES_NO, opened_at=MOMENT,
                first_response_at=MOMENT, closed_at=MOMENT,
            ),
            has_key("issue_id"),
            _holds_the_opened("issue_opened"),
            keeps_its_rows(table, situation, severity=CRITICAL, notes=_LANDED_NOTES),
            *_in_order("first_response_at", "closed_at"),
        ],
    )  # fmt: skip


def pull_requests(situation: Situation) -> ExpectationSuite:
    """The pull requests: each that was opened is here, nothing ends before it began."""
    table = "core.fct_pull_requests"
    return ExpectationSuite(
        name=table,
        expectations=[
            has_columns(
                table, pull_request_id=TEXT, repository_id=TEXT, author_person_id=TEXT,
                title=TEXT, url=TEXT, state=TEXT, author_is_bot=YES_NO, is_merged=YES_NO,
                opened_at=MOMENT, first_response_at=MOMENT, first_review_at=MOMENT,
                merged_at=MOMENT, closed_at=MOMENT,
            ),
            has_key("pull_request_id"),
            _holds_the_opened("pull_request_opened"),
            keeps_its_rows(table, situation, severity=CRITICAL, notes=_LANDED_NOTES),
            *_in_order("first_response_at", "first_review_at", "merged_at", "closed_at"),
            no_row(
                "merged_has_time", where="is_merged is distinct from (merged_at is not null)",
                severity=CRITICAL,
                notes="one fact in two columns; where they differ, merges are counted two ways",
            ),
        ],
    )  # fmt: skip


def _holds_the_opened(kind: str) -> gxe.UnexpectedRowsExpectation:
    return no_result(
        "holds_what_was_opened",
        query=f"""
            select count(distinct object_id) as opened_count from core.fct_activities
            where kind = '{kind}'
            having count(distinct object_id) > (select count(*) from {{batch}})
        """,  # noqa: S608
        severity=CRITICAL,
        notes="both tables are made from the same events: opened means that it has a row. An "
        "empty table is right only where nothing was ever opened",
    )


def _in_order(*ends: str) -> list[gxe.UnexpectedRowsExpectation]:
    too_early = " or ".join(f"{end} < opened_at" for end in ends)
    return [
        no_result(
            "ends_after_it_began",
            query=f"""
                select count(*) filter (where {too_early}) as early_count from {{batch}}
                having count(*) filter (where {too_early}) > count(*) * 0.01
            """,  # noqa: S608
            severity=CRITICAL,
            notes="imported projects carry a few such rows (below one in a hundred); more means "
            "that opening and end of different things were joined",
        ),
        no_row(
            "opened_since_there_are_forges",
            where=f"opened_at is null or opened_at < '{_FIRST_FORGE_DAY}'",
            severity=WARNING,
            notes=_FIRST_FORGE_NOTES,
        ),
    ]
