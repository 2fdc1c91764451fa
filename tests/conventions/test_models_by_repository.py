"""What is rebuilt by repository reads only what its list lets it, and is finished when the build says so."""

import re
from functools import cache
from pathlib import Path

MODELS = Path(__file__).parents[2] / "dbt" / "models"
_REFERENCE = re.compile(r"ref\('(\w+)'\)")
_LISTS = {"stg_news__repositories": "with_news", "int_repositories_to_attribute": "to_attribute"}


@cache
def _sql() -> dict[str, str]:
    return {file.stem: file.read_text("utf-8") for file in MODELS.rglob("*.sql")}


def _ruled() -> dict[str, str]:
    """Each model that is rebuilt by repository, and the list that rules it."""
    found = {
        name: re.search(r"materialized='by_repository', meta=\{'repositories': '(\w+)'\}", sql)
        for name, sql in _sql().items()
    }
    return {name: match[1] for name, match in found.items() if match}


@cache
def _ancestors(model: str) -> frozenset[str]:
    parents = set(_REFERENCE.findall(_sql().get(model, "")))
    return frozenset(parents.union(*(_ancestors(parent) for parent in parents)))


def _is_cut_to_its_list(model: str, reference: str, macro: str) -> bool:
    """Whether a model's import of another one is followed by the macro that leaves the rest out."""
    imported = rf"ref\('{reference}'\) \}}\}}\s+(?:where [^\n]*\s+)?\{{\{{ {macro}\("
    return re.search(imported, _sql()[model]) is not None


def test_what_is_ruled_by_a_list_is_built_after_it() -> None:
    ruled = _ruled()

    assert len(ruled) > 20
    assert set(ruled.values()) == set(_LISTS)
    assert [name for name, rule in ruled.items() if rule not in _ancestors(name)] == []


def test_the_next_build_hears_of_it_when_all_of_it_is_built() -> None:
    assert set(_ruled()) - _ancestors("int_landings_built") == set()
    assert "int_landings_built" in _ancestors("int_attributions_built")


def test_of_what_keeps_all_repositories_only_those_listed_are_read() -> None:
    ruled = _ruled()
    whole = {
        name
        for name, sql in _sql().items()
        if name in ruled or name == "int_activities_unioned" or "ref('base_" in sql
    }
    read_in_part = {name for name, sql in _sql().items() if "read_by_repository" in sql}
    staged = {
        name
        for name, sql in _sql().items()
        if name.startswith("stg_") and set(_REFERENCE.findall(sql)) & read_in_part
    }

    assert [
        f"{model} reads all of {reference}"
        for model, rule in ruled.items()
        for reference in set(_REFERENCE.findall(_sql()[model])) & (whole - staged - set(_LISTS))
        if not _is_cut_to_its_list(model, reference, _LISTS[rule])
    ] == []
