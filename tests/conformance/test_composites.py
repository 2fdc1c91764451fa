"""The composites' published vectors, through the very SQL that the marts are made of."""

from collections.abc import Iterable

import pytest
from compiled_models import Tables

WINDOW = "window_number integer, scope_number integer, scope_type varchar, window_days integer, is_known boolean, as_of_date date"
INPUT = "scope_number integer, input varchar, value double, missing_days integer, as_of_date date"
HELD = "input varchar, is_told_by_few boolean"
AS_OF = "2026-04-06"

Vector = dict[str, float]

VECTORS: dict[str, tuple[Vector, float]] = {
    "collaboration_development_index": (
        {
            "code_contributor_count": 42,
            "commit_frequency": 25,
            "is_maintained": 0.9286,
            "commit_pr_linked_ratio": 0.8,
            "pr_issue_linked_ratio": 0.1,
            "code_review_ratio": 0.6,
            "code_merge_ratio": 0.9,
            "lines_of_code_frequency": 4000,
        },
        0.68266,
    ),
    "community_service_and_support_index": (
        {
            "issue_first_response_mean": 3,
            "issue_first_response_median": 1,
            "bug_issue_open_time_mean": 20,
            "bug_issue_open_time_median": 10,
            "comment_frequency": 2.5,
            "updated_issues_count": 120,
            "pr_open_time_mean": 6,
            "pr_open_time_median": 2,
            "code_review_count": 1.8,
            "close_pr_count": 150,
        },
        0.56283,
    ),
    "community_activity_index": (
        {
            "contributor_count": 80,
            "commit_frequency": 25,
            "updated_since": 0.1,
            "org_count": 6,
            "comment_frequency": 2.5,
            "code_review_count": 1.8,
            "updated_issues_count": 120,
            "recent_releases_count": 4,
        },
        0.561,
    ),
    "organizations_activity_index": (
        {
            "org_contributor_count": 20,
            "org_commit_frequency": 12,
            "org_count": 6,
            "org_contribution_last": 40,
        },
        0.53734,
    ),
    "starter_project_health_index": (
        {
            "pr_time_to_first_response_mean": 1.5,
            "pr_time_to_first_response_median": 0.5,
            "closure_ratio": 0.95,
            "closure_ratio_recent": 0.85,
            "pr_open_time_mean": 6,
            "pr_open_time_median": 2,
            "bus_factor": 3,
            "recent_releases_count": 4,
        },
        0.729,
    ),
}


def scored(
    vector: Vector, *, held: Iterable[str] | None = None, scope_type: str = "repository",
    missing_days: int = 0,
) -> Tables:  # fmt: skip
    """Scores of one scope with these inputs; `held` are those that some source tells of."""
    tables = Tables(as_of=AS_OF)
    tables.seed("composite_parts")
    window = {
        "window_number": 1,
        "scope_number": 1,
        "scope_type": scope_type,
        "window_days": 90,
        "is_known": True,
    }
    tables.fill("intermediate.int_metric_windows", WINDOW, [{**window, "as_of_date": AS_OF}])
    told = {"scope_number": 1, "missing_days": missing_days, "as_of_date": AS_OF}
    tables.fill(
        "intermediate.int_composite_inputs",
        INPUT,
        [{**told, "input": name, "value": value} for name, value in vector.items()],
    )
    names = [{"input": name} for name in (vector if held is None else held)]
    tables.fill("intermediate.int_composite_held_inputs", HELD, names)
    tables.build("int_composite_parts", "int_composite_scores")
    return tables


def score_of(tables: Tables, composite: str, dialect: str = "chaoss") -> dict[str, float]:
    (row,) = tables.rows(
        "select raw_score, lowest_score, score, known_share from intermediate.int_composite_scores "
        "where composite = ? and dialect = ?",
        composite,
        dialect,
    )
    return row


def parts_of(composite: str) -> dict[str, tuple[float, float]]:
    tables = Tables()
    tables.seed("composite_parts")
    rows = tables.rows(
        "select input, weight, threshold from intermediate.composite_parts where composite = ?",
        composite,
    )
    return {row["input"]: (row["weight"], row["threshold"]) for row in rows}


@pytest.mark.parametrize("dialect", ["chaoss", "compass"])
@pytest.mark.parametrize("composite", VECTORS)
def test_the_published_vector_gives_the_published_score(composite: str, dialect: str) -> None:
    vector, expected = VECTORS[composite]

    assert round(score_of(scored(vector), composite, dialect)["score"], 5) == expected


@pytest.mark.parametrize(
    ("composite", "raw", "lowest"),
    [
        ("community_service_and_support_index", 0.81818, -2.0319),
        ("community_activity_index", 0.58898, -0.22934),
        ("starter_project_health_index", 1.64502, -2.0),
    ],
)
def test_the_raw_sum_and_the_least_there_can_be(composite: str, raw: float, lowest: float) -> None:
    found = score_of(scored(VECTORS[composite][0]), composite)

    assert round(found["raw_score"], 5) == raw
    assert found["lowest_score"] == pytest.approx(lowest, abs=6e-6)


@pytest.mark.parametrize("composite", VECTORS)
def test_everything_looked_for_and_missing_is_0_as_published_and_unknown_to_us(
    composite: str,
) -> None:
    tables = scored({}, held=parts_of(composite))

    assert score_of(tables, composite, "compass")["score"] == 0
    assert score_of(tables, composite)["score"] is None


@pytest.mark.parametrize("composite", VECTORS)
def test_everything_at_its_threshold_without_delay_is_1(composite: str) -> None:
    best = {name: 0.0 if w < 0 else t for name, (w, t) in parts_of(composite).items()}

    assert score_of(scored(best), composite)["score"] == pytest.approx(1, abs=1e-12)


def test_what_no_source_tells_leaves_the_sum_and_is_named() -> None:
    composite = "collaboration_development_index"
    vector = {k: v for k, v in VECTORS[composite][0].items() if not k.startswith("lines")}
    tables = scored(vector)
    unknown = tables.rows(
        "select part, unknown_reason from intermediate.int_composite_parts "
        "where composite = ? and unknown_reason is not null",
        composite,
    )

    assert unknown == [{"part": "lines_of_code_frequency", "unknown_reason": "input_not_held"}]
    for dialect in ("chaoss", "compass"):
        found = score_of(tables, composite, dialect)
        assert found["known_share"] == pytest.approx(1 - 0.0564 / 0.9999)
        assert found["score"] == pytest.approx(0.68266, abs=0.02)


def test_a_project_is_held_to_the_thresholds_of_communities() -> None:
    vector, _ = VECTORS["community_activity_index"]
    alone = score_of(scored(vector), "community_activity_index")["score"]
    together = score_of(scored(vector, scope_type="project"), "community_activity_index")["score"]

    assert together < alone


@pytest.mark.parametrize(
    ("missing_days", "value"), [(0, 3.0), (100, 3.0 + 0.0027 * 15 * 100), (10_000, 15.0)]
)
def test_a_time_that_is_missing_moves_towards_its_threshold(
    missing_days: int, value: float
) -> None:
    tables = scored({"issue_first_response_mean": 3.0}, missing_days=missing_days)
    (row,) = tables.rows(
        "select value from intermediate.int_composite_parts where part = 'issue_first_response_mean'"
    )

    assert row["value"] == pytest.approx(value)


def test_criticality_is_the_weighted_sum_of_logarithms_over_what_is_known() -> None:
    from math import log

    vector = {"contributors_ever": 100.0, "commit_frequency_of_year": 10.0, "updated_since": 0.5}
    expected = (2 * log(101) / log(5001) + log(11) / log(1001) - log(1.5) / log(121)) / (2 + 1 - 1)

    assert score_of(scored(vector), "criticality_score")["score"] == pytest.approx(expected)


BANDS: dict[str, list[tuple[float, int]]] = {
    "contributor_dependency": [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (7, 4), (9, 4), (10, 5)],
    "organisation_dependency": [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 5)],
    "active_contributors": [
        (0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3), (10, 3), (11, 4), (20, 4), (21, 5),
    ],
    "retention_percent": [
        (0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (9, 2), (10, 3), (14, 3), (15, 4), (19, 4), (20, 5),
    ],
    "pull_requests": [
        (0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (7, 2), (8, 3), (15, 3), (16, 4), (30, 4), (31, 5),
    ],
    "issue_resolution_days": [
        (61, 0), (60, 1), (51, 1), (50, 2), (36, 2), (35, 3), (22, 3), (21, 4), (8, 4), (7.9, 5), (0, 5),
    ],
    "merge_lead_days": [
        (30, 0), (29, 1), (21, 1), (20, 2), (15, 2), (14, 3), (7, 3), (6, 4), (3, 4), (2, 5), (0, 5),
    ],
    "active_days": [
        (0, 0), (5, 0), (6, 1), (10, 1), (11, 2), (15, 2), (16, 3), (20, 3), (21, 4), (26, 4), (27, 5),
    ],
    "outside_hours_percent": [
        (75, 0), (74, 1), (50, 1), (49, 2), (40, 2), (39, 3), (30, 3), (29, 4), (20, 4), (19, 5), (0, 5),
    ],
    "stars": [(9, 0), (10, 1), (50, 2), (200, 3), (500, 4), (999, 4), (1000, 5)],
    "forks": [(4, 0), (5, 1), (10, 2), (20, 3), (40, 4), (80, 5)],
}  # fmt: skip


def lfx(values: dict[str, float]) -> Tables:
    tables = Tables(as_of=AS_OF)
    tables.seed("lfx_bands")
    window = {
        "window_number": 1,
        "scope_number": 1,
        "scope_type": "project",
        "window_days": 90,
        "is_known": True,
    }
    tables.fill("intermediate.int_metric_windows", WINDOW, [{**window, "as_of_date": AS_OF}])
    told = {"scope_number": 1, "missing_days": 0, "as_of_date": AS_OF}
    rows = [{**told, "input": f"lfx_{name}", "value": value} for name, value in values.items()]
    tables.fill("intermediate.int_composite_inputs", INPUT, rows)
    held = [{"input": f"lfx_{name}"} for name in values]
    tables.fill("intermediate.int_composite_held_inputs", HELD, held)
    tables.build("int_lfx_parts", "int_lfx_scores")
    return tables


@pytest.mark.parametrize(
    ("part", "value", "points"),
    [(part, value, points) for part, bands in BANDS.items() for value, points in bands],
)
def test_each_band_of_lfx_gives_its_points(part: str, value: float, points: int) -> None:
    (row,) = lfx({part: value}).rows(
        "select points from intermediate.int_lfx_parts where part = ?", part
    )

    assert row["points"] == points


def test_lfx_is_the_mean_of_the_categories_and_leaves_out_what_is_unknown() -> None:
    # Contributors 5 and 0 of 5: 50 %; popularity 3 of 5: 60 %; nothing of development.
    tables = lfx({"contributor_dependency": 10, "active_contributors": 1, "stars": 200})
    found = tables.rows("select category, score, known_count from intermediate.int_lfx_scores")

    assert {row["category"]: (row["score"], row["known_count"]) for row in found} == {
        "contributors": (50, 2),
        "popularity": (60, 1),
        "development": (None, 0),
        "health": (55, 3),
    }
