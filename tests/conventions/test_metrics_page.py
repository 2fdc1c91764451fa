"""`docs/metrics.md` says what `dbt/seeds/metric_definitions.csv` says, and both what the marts do."""

import csv
import re
from pathlib import Path

import pytest
from generated_docs import assert_page_says

DBT = Path(__file__).parents[2] / "dbt"

HEAD = """# Metrics

What each number of `community_health.fct_health_metrics` means, exactly. `community_health.dim_metrics` holds the same in the
warehouse, with an explanation in English and Chinese for those who act on it. Our reading is that of CHAOSS (dialect `chaoss`).

## Rules that hold for all

- **Scope.** Every metric exists for each repository, each project (its repositories on all platforms) and each portfolio (its
  projects; without a portfolio file, `all` repositories). People in a scope are counted once, never summed over repositories. In a
  project or portfolio a commit counts once by its sha, and a mirror's pushes do not count; whatever else people do in a mirror
  counts. "New" means new in that scope: a repository's newcomer may be a project's veteran.
- **As-of dates** are Mondays, 00:00 UTC, from when the scope was first observed, and the day of the build. A **window** of n days
  holds what happened from 00:00 UTC n days before the as-of date until, but without, 00:00 UTC of the as-of date. What happens at
  the as-of date or later has not happened yet: an issue closed later is open, an answer that came later is awaited. Scopes get
  Mondays until two years after their last activity; repositories in no project beyond the busiest 500
  (`metric_history_repositories`) get the day of the build only.
- **Bots** are in the counts of activity, and `bot_activity_count` says how much of it was theirs. They are in no metric about
  people, they answer nothing, and the issues and pull requests that they open are in no metric about waiting, finishing or
  backlogs.
- **A contribution** is a commit authored, a pull request opened, a review, an issue opened or a comment. Stars and forks are
  interest, not contribution.
- **Percentiles** interpolate linearly. Durations are in hours. Ratios of finished to opened may exceed 1: what is finished may have
  been opened before the window.
- **Unknown is a result.** `value` is null exactly where `unknown_reason` says why: `not_observed_yet` (nothing is known of the
  scope before the as-of date), `low_coverage` (below `minimum_coverage`), `no_observations`, `too_few_observations` (below the
  minimum stated here), `median_not_reached` (more than half still wait). A count of nothing is 0.
- **`sample_size`** is the number of observations that a value rests on: acts for counts, people for metrics about people, commits
  for the absence factor, answered or finished things for median, p90 and mean, all things opened for the rest.
- **`coverage`** is the share of the window's days since the scope was first observed, that is, since its first delivery or the
  first act that was told when it was done. Metrics that compare with the window before (marked ↔) rest on both windows' days.

"""


def definitions() -> list[dict[str, str]]:
    with (DBT / "seeds" / "metric_definitions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_defines_every_metric(request: pytest.FixtureRequest) -> None:
    text = (
        HEAD + "## The metrics\n\n| id | title | definition | unit | minimum | better | source |\n"
    )
    text += "| --- | --- | --- | --- | --- | --- | --- |\n"
    for metric in definitions():
        compares = " ↔" if metric["compares_windows"] == "true" else ""
        better = {"higher_is_better": "higher", "lower_is_better": "lower", "neutral": "–"}
        text += (
            f"| `{metric['metric']}`{compares} | {metric['title_en']} · {metric['title_zh']} "
            f"| {metric['formula']} | {metric['unit']} | {metric['minimum_sample']} "
            f"| {better[metric['direction']]} | {metric['source']} |\n"
        )

    assert_page_says("metrics.md", text, request=request)


def test_ids_are_unique_and_every_text_is_there() -> None:
    ids = [metric["metric"] for metric in definitions()]

    assert len(set(ids)) == len(ids)
    assert [m["metric"] for m in definitions() if not all(m.values())] == []


@pytest.mark.parametrize("column", ["title_zh", "explanation_zh"])
def test_chinese_texts_are_chinese(column: str) -> None:
    assert [m["metric"] for m in definitions() if not re.search(r"[一-鿿]{2}", m[column])] == []


@pytest.mark.parametrize("column", ["title_en", "explanation_en", "formula"])
def test_english_texts_are_english(column: str) -> None:
    assert [m["metric"] for m in definitions() if re.search(r"[一-鿿]", m[column])] == []


def test_units_follow_from_the_ids() -> None:
    def unit_of(metric: str) -> str:
        if metric.endswith(("_rate", "_ratio", "_index")):
            return "ratio"
        if metric.endswith("_count"):
            return "count"
        return "hours" if "_hours_" in metric else "people"

    assert {m["metric"]: m["unit"] for m in definitions()} == {
        m["metric"]: unit_of(m["metric"]) for m in definitions()
    }
