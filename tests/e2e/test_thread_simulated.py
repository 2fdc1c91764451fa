"""The simulator's truth equals what is published, in whatever order the deliveries come."""

import duckdb
import pytest
from receiver_harness import GITEE_SECRET, GITHUB_SECRET, a_receiver
from whole_thread import a_producer, run

from osspulse.settings import Settings
from producers.simulator import simulate
from producers.simulator.checking import check_published
from producers.simulator.delivering import deliver
from producers.simulator.signing import SigningSecrets
from producers.simulator.writing import truth_of_simulation, write_enrolments, write_portfolio

SECRETS = SigningSecrets(github=GITHUB_SECRET.decode(), gitee=GITEE_SECRET.decode())


@pytest.mark.parametrize("order_seed", [None, pytest.param(7, marks=pytest.mark.slow)])
def test_published_numbers_are_the_true_ones_in_any_order_of_arrival(
    kafka_settings: Settings, order_seed: int | None
) -> None:
    simulation = simulate()
    portfolio = kafka_settings.home / "portfolio.yml"
    write_portfolio(simulation, into=portfolio)
    enrolments = kafka_settings.home / "enrolments.csv"
    write_enrolments(simulation, into=enrolments)
    settings = kafka_settings.model_copy(update={"portfolio": portfolio, "enrolments": enrolments})
    with a_producer(settings) as producer, a_receiver(producer, settings=settings) as receiver:
        deliver(
            simulation.acts,
            to=f"http://{receiver.host}:{receiver.port}",
            secrets=SECRETS,
            order_seed=order_seed,
        )

    done = run(settings, as_of=simulation.as_of)

    assert done.landed.new == len(simulation.acts)
    checked = check_published(
        settings.published_file, truth_of_simulation(simulation), as_of=simulation.as_of
    )
    assert checked.differences == ()
    assert checked.compared > 2_000
    with duckdb.connect(str(settings.published_file.resolve()), read_only=True) as published:
        employers = published.execute(
            "select distinct organisation_id from community_health.fct_organisation_standings"
        ).fetchall()
    assert len(employers) == 4
