"""What every simulation promises: exact size, the same bytes, visible artifice, a story worth showing."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from osspulse.errors import WrongUsage
from osspulse.people.enrolments_file import read_enrolments
from osspulse.portfolio_file import read_portfolio
from producers.simulator import Simulation, simulate
from producers.simulator.chronicle import Act
from producers.simulator.facts import facts_of
from producers.simulator.files import write_simulation
from producers.simulator.gitee import listed_commits
from producers.simulator.signing import Request, SigningSecrets, request
from producers.simulator.truth import Metric, truth_of
from producers.simulator.writing import truth_of_simulation

SECRETS = SigningSecrets(github="github-test-secret-0001", gitee="gitee-test-secret-00001")


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate()


@pytest.fixture(scope="module")
def truth(simulation: Simulation) -> dict[tuple[str, int | None, str], float | None]:
    return {(m.scope_id, m.window_days, m.metric): m.value for m in truth_of_simulation(simulation)}


def sent(act: Act) -> Request:
    return request(act, secrets=SECRETS, sent_at_ms=1_780_000_000_000)


@pytest.mark.parametrize("count", [1, 2, 9, 60, 333, 4000])
def test_exactly_as_many_deliveries_are_told_as_were_asked_for(count: int) -> None:
    acts = simulate(3, deliveries=count).acts
    assert len(acts) == count
    assert len({act.delivery_id for act in acts}) == count


def test_no_delivery_at_all_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="deliveries=0"):
        simulate(deliveries=0)


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, other = simulate(5, deliveries=300), simulate(5, deliveries=300)
    assert [sent(act) for act in one.acts] == [sent(act) for act in other.acts]
    assert truth_of_simulation(one) == truth_of_simulation(other)


def test_another_seed_gives_another_community() -> None:
    one, other = simulate(5, deliveries=300), simulate(6, deliveries=300)
    assert [sent(act).body for act in one.acts] != [sent(act).body for act in other.acts]


def test_everything_happens_in_order_and_before_the_day(simulation: Simulation) -> None:
    times = [act.occurred_at for act in simulation.acts]
    assert times == sorted(times)
    assert times[-1] < datetime(2026, 6, 29, tzinfo=UTC)
    assert all(time.microsecond == 0 for time in times)


def test_the_day_is_a_parameter() -> None:
    acts = simulate(1, date(2024, 3, 1), deliveries=200).acts
    assert acts[-1].occurred_at < datetime(2024, 3, 1, tzinfo=UTC)


def test_everybody_and_everything_says_that_it_is_simulated(simulation: Simulation) -> None:
    for repository in simulation.community.repositories:
        assert repository.owner.startswith("simulated-")
        assert "Simulated" in repository.description
    for person in (*simulation.community.people, simulation.community.bot):
        assert person.email.endswith("@simulated.example")
        assert all(a.login.startswith("simulated-") for a in person.accounts.values())
    titles = {act.subject.title for act in simulation.acts if act.subject}
    assert [title for title in titles if not title.startswith(("Simulated", "模拟"))] == []


@pytest.mark.parametrize("seed", [1, 2, 3, 20])
def test_both_forges_and_every_kind_of_act_are_there(seed: int) -> None:
    kinds = {(act.repository.platform, act.kind) for act in simulate(seed).acts}
    both = {
        "ping", "push", "issue_opened", "issue_commented", "issue_closed", "issue_reopened",
        "pull_request_opened", "pull_request_updated", "pull_request_merged", "pull_request_closed",
        "pull_request_commented", "pull_request_reviewed",
    }  # fmt: skip
    assert {kind for platform, kind in kinds if platform == "gitee"} >= both
    assert {kind for platform, kind in kinds if platform == "github"} >= both | {
        "review_commented", "commit_commented", "pull_request_reopened", "repository_starred",
        "repository_watched", "repository_unstarred", "repository_forked", "tag_created", "tag_pushed",
        "release_created", "release_published", "release_released",
    }  # fmt: skip
    assert ("gitee", "issue_progressing") in kinds


def test_gitee_lists_ten_commits_of_a_longer_push(simulation: Simulation) -> None:
    longer = [act for act in simulation.acts if act.repository.is_mirror and len(act.commits) > 10]
    assert longer
    for act in longer:
        body = json.loads(sent(act).body)
        assert [commit["id"] for commit in body["commits"]] == [c.sha for c in act.commits[-10:]]
        assert body["commits_more_than_ten"] is True
        assert body["total_commits_count"] == len(act.commits)


def test_a_mirror_repeats_the_shas_of_its_source(simulation: Simulation) -> None:
    source = {
        commit.sha
        for act in simulation.acts
        if act.repository.full_name == "simulated-lantern/lantern" and not act.repository.is_mirror
        for commit in act.commits
    }
    mirrored = [
        commit.sha
        for act in simulation.acts
        if act.repository.is_mirror and act.kind == "push"
        for commit in listed_commits(act)
    ]
    assert len(mirrored) > 20
    assert set(mirrored) <= source


def test_one_project_hangs_on_one_person(truth: dict[tuple[str, int | None, str], float]) -> None:
    assert truth["loom", 365, "contributor_absence_factor"] == 1
    assert truth["loom", 90, "contributor_absence_factor"] == 1
    assert truth["lantern", 365, "contributor_absence_factor"] > 1


def test_one_project_grows_and_another_fades(
    truth: dict[tuple[str, int | None, str], float],
) -> None:
    assert truth["kite", 90, "contributor_growth_rate"] > 0
    assert truth["teapot", 90, "commit_count"] <= 2
    assert truth["teapot", 365, "commit_count"] > 10


def test_some_get_no_human_answer_though_somebody_spoke(simulation: Simulation) -> None:
    speakers: dict[int, Counter[str]] = {}
    for act in simulation.acts:
        if act.subject and act.kind in ("issue_opened", "issue_commented"):
            author = act.subject.author
            who = "bot" if act.person.is_bot else "author" if act.person is author else "other"
            speakers.setdefault(act.subject.number, Counter())[who] += 1
    silent = [who for who in speakers.values() if not who["other"]]
    assert any(who["author"] >= 4 for who in silent), "only the author speaks"
    assert any(who["bot"] >= 2 and who["author"] == 1 for who in silent), "only the bot speaks"
    assert any(who.total() == 1 for who in silent), "nobody speaks"


def test_people_with_two_accounts_are_one_person(simulation: Simulation) -> None:
    both = [person for person in simulation.community.people if len(person.accounts) == 2]
    assert len(both) >= 5
    for person in both:
        forges = {
            act.repository.platform
            for act in simulation.acts
            if act.kind == "push" and any(commit.author is person for commit in act.commits)
        }
        assert forges == {"github", "gitee"}


def test_the_truth_does_not_depend_on_the_order_of_the_acts() -> None:
    simulation = simulate(4, deliveries=500)
    shuffled = list(simulation.acts)
    Random(1).shuffle(shuffled)

    def told(acts: list[Act]) -> tuple[Metric, ...]:
        return truth_of(
            facts_of(acts),
            simulation.community,
            as_of=simulation.as_of,
            portfolio_id="simulated",
        )

    assert told(shuffled) == told(list(simulation.acts))


def test_the_truth_has_every_metric_once_in_every_scope(simulation: Simulation) -> None:
    metrics = truth_of_simulation(simulation)
    keys = Counter((m.scope_type, m.scope_id, m.window_days, m.metric) for m in metrics)
    assert set(keys.values()) == {1}
    assert len({m.metric for m in metrics}) == 57
    assert len({m.scope_id for m in metrics}) == 9 + 6 + 1


def test_a_folder_holds_deliveries_truth_and_portfolio(tmp_path: Path) -> None:
    simulation = simulate(deliveries=40)
    assert write_simulation(simulation, into=tmp_path, secrets=SECRETS) == 40
    bodies = sorted((tmp_path / "deliveries").glob("*.body.json"))
    assert len(bodies) == 40
    headers = json.loads(
        Path(str(bodies[0]).replace(".body.", ".headers.")).read_text(encoding="utf-8")
    )
    assert headers["X-GitHub-Event"] == "ping"
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert (truth["as_of"], truth["deliveries"]) == ("2026-06-29", 40)
    enrolments = read_enrolments(tmp_path / "simulated-enrolments.csv")
    assert len({enrolment.organisation for enrolment in enrolments}) == 4
    portfolio = read_portfolio(tmp_path / "simulated-portfolio.yml")
    assert len(portfolio.projects) == 6
    assert sum(len(project.repositories) for project in portfolio.projects) == 9
