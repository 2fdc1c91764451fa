"""What every test may use."""

import pytest

pytest_plugins = ["embedded_broker"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-docs",
        action="store_true",
        help="rewrite the pages that say what the code says, instead of checking them",
    )
