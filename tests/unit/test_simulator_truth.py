"""The truth calculator against small stories whose numbers are worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from producers.simulator.community import Community, make_community
from producers.simulator.facts import Activity, Facts, Item
from producers.simulator.programme import Repository
from producers.simulator.truth import truth_of

DAY = datetime(2026, 6, 29, tzinfo=UTC)
COMMUNITY: Community = make_community(Random(1), as_of=DAY, people_count=10)
LANTERN, MIRROR = COMMUNITY.repositories[:2]


def ago(*, days: float = 0, hours: float = 0) -> datetime:
    return DAY - timedelta(days=days, hours=hours)


def did(
    person: str,
    at: datetime,
    *,
    kind: str = "issue_commented",
    object_id: str = "",
    repository: Repository = LANTERN,
    is_bot: bool = False,
    employer: str | None = None,
) -> Activity:
    return Activity(
        kind=kind,
        repository=repository,
        person=person,
        employer=employer,
        is_bot=is_bot,
        at=at,
        object_id=object_id or f"{person}{at}{kind}",
    )


def an_issue(*, opened: datetime, answered: datetime | None = None, is_bot: bool = False) -> Item:
    return Item(
        kind="issue",
        repository=LANTERN,
        author="a",
        author_is_bot=is_bot,
        opened_at=opened,
        answers=[answered] if answered else [],
    )


def values(
    *activities: Activity,
    items: tuple[Item, ...] = (),
    scope: str = "lantern",
    days: int | None = 30,
    observed: bool = True,
) -> dict[str, float | None]:
    """The metrics of a scope whose first act, a star long ago, makes every window known."""
    first = [
        did("stranger", ago(days=800), kind="repository_starred", repository=repository)
        for repository in (LANTERN, MIRROR)
        if observed
    ]
    facts = Facts(activities=(*first, *activities), items=items)
    metrics = truth_of(
        facts, COMMUNITY, as_of=date(2026, 6, 29), portfolio_id="simulated", least_coverage=0.8
    )
    return {m.metric: m.value for m in metrics if m.scope_id == scope and m.window_days == days}


def test_two_of_three_who_were_there_before_are_retained() -> None:
    found = values(
        *(did(person, ago(days=45)) for person in "abc"),
        *(did(person, ago(days=5)) for person in "bcdef"),
    )
    assert found["retention_rate"] == pytest.approx(0.667, abs=0.001)
    assert found["contributor_growth_rate"] == pytest.approx(2 / 3)
    assert found["active_contributors"] == 5
    assert found["new_contributors"] == 3
    assert found["returning_contributors"] == 2
    assert found["churned_contributors"] == 1


def test_whoever_was_away_for_a_window_is_reactivated() -> None:
    found = values(did("a", ago(days=70)), did("a", ago(days=2)))
    assert found["reactivated_contributors"] == 1
    assert found["new_contributors"] == 0


def test_two_people_before_are_too_few_for_growth() -> None:
    found = values(*(did(person, ago(days=45)) for person in "ab"), did("c", ago(days=5)))
    assert found["contributor_growth_rate"] is None
    assert found["retention_rate"] is None
    assert found["churned_contributors"] == 2


def test_a_window_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    found = values(did("a", ago(days=30)), did("b", DAY), did("c", ago(days=30, hours=0.001)))
    assert found["comment_count"] == 1


def test_bots_are_counted_but_are_no_people() -> None:
    found = values(
        did("bot", ago(days=3), kind="commit_authored", is_bot=True), did("a", ago(days=3))
    )
    assert found["commit_count"] == 1
    assert found["bot_activity_count"] == 1
    assert found["active_contributors"] == 1
    assert found["contributor_absence_factor"] is None


def test_a_mirrored_commit_counts_once_in_a_project_and_in_each_repository() -> None:
    acts = (
        did("a", ago(days=3), kind="commit_authored", object_id="c0ffee"),
        did("a", ago(days=3), kind="push"),
        did("a", ago(days=3), kind="commit_authored", object_id="c0ffee", repository=MIRROR),
        did("m", ago(days=2), kind="push", repository=MIRROR),
        did("g", ago(days=2), kind="issue_opened", repository=MIRROR),
    )
    project = values(*acts)
    mirror = values(*acts, scope=MIRROR.repository_id)
    assert (project["commit_count"], project["push_count"]) == (1, 1)
    assert (mirror["commit_count"], mirror["push_count"]) == (1, 1)
    assert project["issue_opened_count"] == 1


def test_starring_is_no_contribution() -> None:
    found = values(did("a", ago(days=3), kind="repository_starred"))
    assert (found["star_count"], found["active_contributors"]) == (1, 0)


def test_first_answers_of_issues_opened_in_the_window() -> None:
    found = values(
        items=(
            an_issue(opened=ago(days=20), answered=ago(days=19)),  # after 24 h to the second
            an_issue(opened=ago(days=10), answered=ago(days=6)),  # after 96 h
            an_issue(opened=ago(days=4)),  # waits for 96 h
            an_issue(opened=ago(days=60), answered=ago(days=1)),  # opened before the window
            an_issue(opened=ago(days=8), is_bot=True),  # nobody owes a bot an answer
        )
    )
    name = "issue_first_response_hours"
    assert found[f"{name}_median"] == 60
    assert found[f"{name}_p90"] == pytest.approx(88.8)
    assert found[f"{name}_mean"] == 60
    assert found[f"{name}_within_24h_ratio"] == pytest.approx(1 / 3)
    assert found[f"{name}_within_7d_ratio"] == pytest.approx(2 / 3)
    assert found[f"{name}_unanswered_count"] == 1
    assert found[f"{name}_kaplan_meier_median"] == 96


def test_an_answer_after_the_day_is_no_answer_yet() -> None:
    issue = an_issue(opened=ago(days=2), answered=DAY + timedelta(hours=1))
    assert values(items=(issue,))["issue_first_response_hours_unanswered_count"] == 1


def test_a_reopened_issue_is_open_and_not_resolved() -> None:
    issue = an_issue(opened=ago(days=10))
    issue.endings = [(ago(days=9), "issue_closed"), (ago(days=8), "issue_reopened")]
    assert values(items=(issue,))["issue_resolution_hours_median"] is None
    now = values(items=(issue,), days=None)
    assert (now["open_issue_count"], now["open_issue_age_hours_median"]) == (1, 240)


def test_the_last_closing_resolves_an_issue() -> None:
    issue = an_issue(opened=ago(days=10))
    issue.endings = [
        (ago(days=9), "issue_closed"),
        (ago(days=8), "issue_reopened"),
        (ago(days=7), "issue_closed"),
    ]
    found = values(items=(issue,))
    assert found["issue_resolution_hours_median"] == 72
    assert found["backlog_management_index"] == 1
    assert values(items=(issue,), days=None)["open_issue_count"] == 0


def test_a_pull_request_that_was_refused_and_then_merged_is_merged() -> None:
    pull_request = Item(
        kind="pull_request",
        repository=LANTERN,
        author="a",
        author_is_bot=False,
        opened_at=ago(days=10),
        endings=[
            (ago(days=9), "pull_request_closed"),
            (ago(days=8), "pull_request_reopened"),
            (ago(days=5), "pull_request_merged"),
        ],
        answers=[ago(days=9, hours=12)],
        reviews=[ago(days=9)],
    )
    found = values(items=(pull_request,))
    assert found["pr_time_to_merge_hours_median"] == 120
    assert found["pr_time_to_close_hours_median"] is None
    assert found["pr_first_response_hours_median"] == 12
    assert found["pr_first_review_hours_median"] == 24
    assert found["change_request_closure_ratio"] == 1


def test_without_an_observation_statistics_are_unknown_and_counts_are_zero() -> None:
    found = values()
    assert found["pr_time_to_merge_hours_mean"] is None
    assert found["change_request_closure_ratio"] is None
    assert found["issue_first_response_hours_unanswered_count"] == 0
    assert found["commit_count"] == 0


def test_nothing_is_known_of_a_project_without_an_act() -> None:
    assert set(values(observed=False).values()) == {None}


def test_a_repository_without_an_act_has_no_metrics() -> None:
    assert values(observed=False, scope=LANTERN.repository_id) == {}


def test_what_is_hardly_covered_is_unknown() -> None:
    young = (did("a", ago(days=25)), did("a", ago(days=3)))
    assert values(*young, observed=False)["active_contributors"] == 1
    assert values(*young, observed=False)["churned_contributors"] is None
    assert values(*young, observed=False, days=90)["active_contributors"] is None


def test_organisations_are_counted_by_who_works_for_them() -> None:
    found = values(
        did("a", ago(days=1), employer="Ferry Systems"),
        did("b", ago(days=2), employer="Ferry Systems"),
        did("c", ago(days=3), employer="Lantern Works"),
        did("d", ago(days=4)),
        did("e", ago(days=40), employer="Orchard Cloud"),
        did("f", ago(days=5), kind="repository_starred", employer="Orchard Cloud"),
    )

    assert found["organisation_count"] == 2
