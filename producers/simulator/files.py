"""A simulation as a folder: one pair of files for each delivery, the truth and the portfolio."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from producers.simulator.signing import SigningSecrets, request
from producers.simulator.writing import write_enrolments, write_portfolio, write_truth

if TYPE_CHECKING:
    from producers.simulator import Simulation


def write_simulation(simulation: "Simulation", *, into: Path, secrets: SigningSecrets) -> int:
    """Write `deliveries/`, `truth.json`, `simulated-portfolio.yml` and `simulated-enrolments.csv`.

    Gives how many deliveries there are.

    A delivery is two files, such as `00001_github_push.headers.json` and `….body.json`, numbered in
    order of time. Gitee's are signed for the time of their act, so that the same seed and secrets
    write the same bytes.
    """
    deliveries = into / "deliveries"
    deliveries.mkdir(parents=True, exist_ok=True)
    for place, act in enumerate(simulation.acts, start=1):
        happened_at_ms = int(act.occurred_at.timestamp() * 1000)
        # Acts share seconds, but a Gitee signature is good for one body.
        signed = request(act, secrets=secrets, sent_at_ms=happened_at_ms + place % 1000)
        name = f"{place:05d}_{act.repository.platform}_{act.kind}"
        headers = json.dumps(dict(signed.headers), indent=1, ensure_ascii=False)
        (deliveries / f"{name}.headers.json").write_text(headers + "\n", encoding="utf-8")
        (deliveries / f"{name}.body.json").write_bytes(signed.body)
    write_truth(simulation, into=into / "truth.json")
    write_portfolio(simulation, into=into / "simulated-portfolio.yml")
    write_enrolments(simulation, into=into / "simulated-enrolments.csv")
    return len(simulation.acts)
