"""What to act on, and how projects stand."""

import pytest

from osspulse.reporting.models import Attention, Figure, Scope
from osspulse.reporting.todo import KINDS, todo_groups
from osspulse.reporting.units import need_of, state_of
from osspulse.reporting.wording import Wording


def an_item(
    kind: str = "issue_unanswered",
    *,
    severity: str = "medium",
    hours: float | None = 50.0,
    title: str | None = "Crash on start",
    url: str | None = "https://forge.example/1",
    reason: str = "no_first_response",
) -> Attention:
    return Attention(
        kind,
        severity,
        "kite",
        "o/kite",
        "Ada",
        "https://forge.example/ada",
        title,
        url,
        reason,
        hours,
    )


def a_project(*items: Attention, active: float | None = 3.0, project_id: str = "kite") -> Scope:
    figure = Figure("active_contributors", 90, active, "people", 3, 1.0, None, None, None)
    return Scope(
        "project",
        project_id,
        {"en": "Kite", "zh": "纸鸢"},
        figures={("active_contributors", 90): figure},
        attention=items,
        commit_shares=(("Ada", 0.62),),
    )


def test_the_gravest_and_longest_waiting_comes_first() -> None:
    project = a_project(
        an_item(title="a", hours=10),
        an_item(title="b", severity="high", hours=5),
        an_item(title="c", hours=99),
        an_item(title="d", severity="low", hours=999),
    )
    (group,) = todo_groups(project, units=[project], wording=Wording("en"), shown=3)
    assert [item.title for item in (*group.first, *group.more)] == ["b", "c", "a", "d"]
    assert (len(group.first), group.count, group.urgent_count, group.further) == (3, 4, 1, 0)


def test_a_long_list_is_cut_and_says_so() -> None:
    project = a_project(*(an_item(title=str(place)) for place in range(43)))
    (group,) = todo_groups(project, units=[project], wording=Wording("en"), shown=3)
    assert (len(group.first), len(group.more), group.further) == (3, 37, 3)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_has_a_why_and_a_do(language: str) -> None:
    project = a_project(*(an_item(kind) for kind in (*KINDS, "some_new_kind")))
    groups = todo_groups(project, units=[project], wording=Wording(language), shown=3)
    assert [group.kind for group in groups] == [*KINDS, "other"]
    assert all(group.title and group.why and group.do for group in groups)


@pytest.mark.parametrize(
    ("item", "title", "waiting"),
    [
        (an_item(), "Crash on start", "waiting 2 d 2 h"),
        (an_item("key_person_risk", title="Ada", hours=None), "Ada makes 62% of the commits", ""),
        (an_item("contributor_drifting", title="Ada"), "Ada has gone quiet", "quiet for 2 d 2 h"),
        (
            an_item("backlog_growing", title="Kite", hours=None, reason="few_issues_closed"),
            "More issues are opened than dealt with",
            "",
        ),
        (
            an_item("newcomer_waiting", title=None),
            "Ada’s contribution has no reply",
            "waiting 2 d 2 h",
        ),
    ],
)
def test_each_kind_is_told_in_its_own_words(item: Attention, title: str, waiting: str) -> None:
    project = a_project(item)
    (group,) = todo_groups(project, units=[project], wording=Wording("en"), shown=3)
    assert (group.first[0].title, group.first[0].waiting) == (title, waiting)


def test_a_work_item_with_an_unsafe_address_has_no_link() -> None:
    project = a_project(an_item(url="javascript:alert(1)"))
    (group,) = todo_groups(project, units=[project], wording=Wording("en"), shown=3)
    assert group.first[0].link is None


@pytest.mark.parametrize(
    ("project", "state"),
    [
        (a_project(an_item("key_person_risk", severity="high")), "high"),
        (a_project(*[an_item(severity="high")] * 3), "high"),
        (a_project(*[an_item(severity="high")] * 2), "medium"),
        (a_project(an_item()), "medium"),
        (a_project(an_item(severity="low")), "low"),
        (a_project(), "low"),
        (a_project(active=0.0), "quiet"),
        (a_project(active=None), "quiet"),
    ],
)
def test_a_project_stands_as_its_open_things_say(project: Scope, state: str) -> None:
    assert state_of(project) == state


def test_projects_are_sorted_by_need_then_by_id() -> None:
    calm, watched = a_project(project_id="a"), a_project(an_item(), project_id="b")
    risky = a_project(an_item("key_person_risk", severity="high"), project_id="c")
    twin = a_project(project_id="aa")
    ordered = sorted([twin, calm, watched, risky], key=need_of)
    assert [project.scope_id for project in ordered] == ["c", "b", "a", "aa"]
