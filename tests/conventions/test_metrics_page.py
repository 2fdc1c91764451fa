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
- **A contribution** is a commit authored, a pull request opened, a review, an issue or discussion opened or a comment on any of
  these. Stars and forks are interest, not contribution. A commit is its authors', co-authors included; who merely applied it (git's
  committer) has not contributed it.
- **Percentiles** interpolate linearly. Durations are in hours. Ratios of finished to opened may exceed 1: what is finished may have
  been opened before the window.
- **Unknown is a result.** `value` is null exactly where `unknown_reason` says why: `not_observed_yet` (nothing is known of the
  scope before the as-of date), `low_coverage` (below `minimum_coverage`), `no_observations`, `too_few_observations` (below the
  minimum stated here), `median_not_reached` (more than half still wait), `all_at_once` (no time between acts),
  `local_time_unknown` (no commit told a clock), `home_offset_not_given` (by the portfolio file), `no_organisation_known`,
  `paths_not_told` (by most commits). A count of nothing is 0.
- **Composites** (Compass's indices, criticality, LFX's scores) show their parts in `fct_composite_parts`. A part that no source tells of
  (`input_not_held`) leaves the sum and is named there; so does, in our dialect, one of which nothing was observed. Where less than half
  of the weight is known (`composite_minimum_share`) there is no score: `too_little_known`. A time that is missing moves from its value on
  the last Monday that had one by 0.0027 of its threshold a day. Their sample size is the number of parts known.
- **Deployments** are those to production that GitHub tells of; where none was ever told, counts are unknown, too (`no_deployments_told`).
  No forge tells which commits came with a pull request: we know those that one push listed together with its newest commit or with its
  merge; nor what a deployment holds: all that was merged before it began.
- **Months.** `opendigger_activity` and `openrank` speak of the last whole month before the as-of date. OpenRank is of one graph over all
  repositories: what happens in one moves the others.
- **`sample_size`** is the number of observations that a value rests on: acts for counts, people for metrics about people, commits
  for the absence factor, answered or finished things for median, p90 and mean, all things opened for the rest.
- **`coverage`** is the share of the window's days since the scope was first observed, that is, since its first delivery or the
  first act that was told when it was done. Metrics that compare with the window before (marked ↔) rest on both windows' days.
  A clone tells all commits since the first, a shallow one since those that its edge cut off: what counts commits and nothing else
  (marked ⎇) is observed since then, and has as-of dates since then. It tells nothing else: where there is nothing but a clone,
  the others are `not_observed_yet`.

"""


OPTIONAL = {"chaoss_page", "standard", "standard_indicator_zh", "standard_status"}
UNITS = {"_rate": "ratio", "_ratio": "ratio", "_index": "ratio", "_count": "count"}


def seed(name: str) -> list[dict[str, str]]:
    with (DBT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def definitions() -> list[dict[str, str]]:
    return seed("metric_definitions")


def test_the_page_defines_every_metric(request: pytest.FixtureRequest) -> None:
    assert_page_says("metrics.md", HEAD + metrics_table() + dialects_table(), request=request)


def metrics_table() -> str:
    text = "## The metrics\n\n"
    text += "| id | title | definition | unit | minimum | better | source (licence) | standard |\n"
    text += "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for metric in definitions():
        marks = " ↔" if metric["compares_windows"] == "true" else ""
        marks += " ⎇" if metric["rests_on_commits"] == "true" else ""
        better = {"higher_is_better": "higher", "lower_is_better": "lower", "neutral": "–"}
        text += (
            f"| `{metric['metric']}`{marks} | {metric['title_en']} · {metric['title_zh']} "
            f"| {metric['formula']} | {metric['unit']} | {metric['minimum_sample']} "
            f"| {better[metric['direction']]} | {source_of(metric)} | {standard_of(metric)} |\n"
        )
    return text


def dialects_table() -> str:
    text = "\n## Dialects\n\nThe same events under another's rule, beside ours; "
    text += "`community_health.dim_metric_dialects` says it in Chinese, too.\n\n"
    text += "| id | dialect | rule | why it differs | source (licence) |\n"
    text += "| --- | --- | --- | --- | --- |\n"
    for row in seed("metric_dialects"):
        mark = " ⎇" if row["rests_on_commits"] == "true" else ""
        text += (
            f"| `{row['metric']}`{mark} | `{row['dialect']}` {row['title']} | {row['rule_en']} "
            f"| {row['difference_en']} | {row['source']} ({row['licence']}) |\n"
        )
    return text


def source_of(metric: dict[str, str]) -> str:
    page = metric["chaoss_page"]
    source = f"[{metric['source']}](https://chaoss.community{page})" if page else metric["source"]
    return f"{source} ({metric['licence']})"


def standard_of(metric: dict[str, str]) -> str:
    told = [metric["standard"], metric["standard_indicator_zh"], metric["standard_status"]]
    return " · ".join(filter(None, told)) or "–"


def test_ids_are_unique_and_every_text_is_there() -> None:
    ids = [metric["metric"] for metric in definitions()]

    assert len(set(ids)) == len(ids)
    assert [
        m["metric"] for m in definitions() if not all(m[name] for name in m.keys() - OPTIONAL)
    ] == []
    assert [row["metric"] for row in seed("metric_dialects") if not all(row.values())] == []


def test_a_chaoss_metric_names_its_page_and_no_other_does() -> None:
    assert {m["metric"]: bool(m["chaoss_page"]) for m in definitions()} == {
        m["metric"]: m["source"].startswith("CHAOSS") for m in definitions()
    }


def test_a_standard_is_named_with_its_indicator_and_how_certain_that_is() -> None:
    told = [
        (bool(m["standard"]), bool(m["standard_indicator_zh"]), m["standard_status"])
        for m in definitions()
    ]

    assert set(told) <= {(True, True, "certain"), (True, True, "proposal"), (False, False, "")}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("metric_definitions", "title_zh"),
        ("metric_definitions", "explanation_zh"),
        ("metric_dialects", "rule_zh"),
        ("metric_dialects", "difference_zh"),
    ],
)
def test_chinese_texts_are_chinese(table: str, column: str) -> None:
    assert [m["metric"] for m in seed(table) if not re.search(r"[一-鿿]{2}", m[column])] == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("metric_definitions", "title_en"),
        ("metric_definitions", "explanation_en"),
        ("metric_definitions", "formula"),
        ("metric_dialects", "rule_en"),
        ("metric_dialects", "difference_en"),
    ],
)
def test_english_texts_are_english(table: str, column: str) -> None:
    assert [m["metric"] for m in seed(table) if re.search(r"[一-鿿]", m[column])] == []


def test_units_follow_from_the_ids() -> None:
    def follows(metric: dict[str, str]) -> bool:
        expected = next((u for end, u in UNITS.items() if metric["metric"].endswith(end)), None)
        if expected is None:
            return ("_hours_" in metric["metric"]) == (metric["unit"] == "hours")
        return metric["unit"] == expected

    assert [m["metric"] for m in definitions() if not follows(m)] == []
