"""File names of pages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osspulse.reporting.models import Scope
from osspulse.reporting.names import page_name


def a_scope(name: str, *, scope_id: str = "github:1") -> Scope:
    return Scope("repository", scope_id, {"en": name, "zh": name})


def test_a_file_name_tells_what_the_page_is_about() -> None:
    assert re.fullmatch(
        r"repository-open-widget-[0-9a-f]{8}\.html", page_name(a_scope("Open/Widget"))
    )


@pytest.mark.parametrize("name", ["..%2f..%2fetc", "CON", "é" * 300, "🦄", "", "a/../b", "\x00"])
def test_no_name_reaches_the_file_system_as_it_is(name: str) -> None:
    assert re.fullmatch(
        r"repository-([a-z0-9-]{1,40}-)?[0-9a-f]{8}\.html", page_name(a_scope(name))
    )


@given(st.text(), st.text())
def test_any_name_and_id_make_a_plain_file_name(name: str, scope_id: str) -> None:
    made = page_name(a_scope(name, scope_id=scope_id))
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,70}\.html", made)


def test_two_things_of_one_name_have_two_pages() -> None:
    first, second = a_scope("Kite", scope_id="github:1"), a_scope("Kite", scope_id="gitee:1")
    assert page_name(first) != page_name(second)
