"""What every test may use."""

import sys

import pytest

pytest_plugins = ["embedded_broker"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-docs",
        action="store_true",
        help="rewrite the pages that say what the code says, instead of checking them",
    )
    parser.addoption(
        "--chaos-seed",
        type=int,
        default=2026,
        help="what the tests that kill things take their moments and victims from",
    )


@pytest.fixture
def chaos_seed(request: pytest.FixtureRequest) -> int:
    """Where a test that kills things takes its moments and victims from; printed when it fails."""
    seed: int = request.config.getoption("--chaos-seed")
    sys.stdout.write(f"repeat with: pytest --chaos-seed {seed} {request.node.nodeid}\n")
    return seed
