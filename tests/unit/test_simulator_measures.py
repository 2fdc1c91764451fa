"""The simulator's own statistics against vectors worked out by hand."""

import pytest

from producers.simulator.measures import (
    absence_factor,
    kaplan_meier_median,
    mean,
    percentile,
    ratio,
)


@pytest.mark.parametrize(
    ("commits", "people"),
    [
        ((1000, 202, 90, 33, 332, 343, 42, 433), 2),  # the CHAOSS vector
        ((5, 5, 5, 5), 2),
        ((5, 5), 1),
        ((7,), 1),
        ((1, 1, 1), 2),
        ((), None),
        ((0, 0), None),
    ],
)
def test_the_absence_factor_is_the_fewest_people_with_half_of_the_commits(
    commits: tuple[int, ...], people: int | None
) -> None:
    assert absence_factor(commits) == people


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.5, 2.5), (0.9, 3.7), (1.0, 4.0), (0.25, 1.75)]
)
def test_percentiles_lie_between_the_values_around_them(share: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], share) == pytest.approx(value)


def test_nothing_has_no_percentile_and_no_mean() -> None:
    assert (percentile([], 0.5), mean([])) == (None, None)


def test_the_mean_is_the_sum_by_the_count() -> None:
    assert mean([1, 2, 6]) == 3


@pytest.mark.parametrize(
    ("part", "whole", "at_least", "value"),
    [(2, 3, 3, 2 / 3), (2, 2, 3, None), (0, 4, 1, 0.0), (1, 0, 1, None)],
)
def test_a_ratio_is_unknown_below_its_least_whole(
    part: float, whole: float, at_least: int, value: float | None
) -> None:
    assert ratio(part, whole, at_least=at_least) == value


@pytest.mark.parametrize(
    ("answered", "waiting", "median"),
    [
        ((1, 2, 3), (), 2),
        ((1, 2), (10, 10), 2),  # exactly one half is left
        ((1,), (10, 10), None),  # more than half wait on
        ((), (5,), None),
        ((), (), None),
        ((4, 4, 4), (), 4),
        ((6,), (2, 3), 6),  # those who left the count do not hold the last one up
        ((5, 9), (5,), 9),  # of the same time, the answer counts first: 1/3 left, then none
        ((2, 5, 9), (3,), 5),
    ],
)
def test_the_kaplan_meier_median_counts_those_who_still_wait(
    answered: tuple[float, ...], waiting: tuple[float, ...], median: float | None
) -> None:
    assert kaplan_meier_median(answered, censored=waiting) == median
