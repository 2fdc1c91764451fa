"""A simulation as a folder: one pair of files for each delivery, the truth and the portfolio."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from producers.simulator.chronicle import Act
from producers.simulator.signing import SigningSecrets, request
from producers.simulator.truth import Metric


def write_deliveries(acts: Iterable[Act], *, into: Path, secrets: SigningSecrets) -> int:
    """Each delivery as `00001_github_push.headers.json` and `….body.json`; how many there are.

    They are numbered in order of time. Gitee's are signed for the time of their act, so that the
    same seed and secrets write the same bytes.
    """
    into.mkdir(parents=True, exist_ok=True)
    place = 0
    for place, act in enumerate(acts, start=1):
        signed = request(
            act, secrets=secrets, sent_at_ms=int(act.occurred_at.timestamp() * 1000) + place % 1000
        )
        name = f"{place:05d}_{act.repository.platform}_{act.kind}"
        headers = json.dumps(dict(signed.headers), indent=1, ensure_ascii=False)
        (into / f"{name}.headers.json").write_text(headers + "\n", encoding="utf-8")
        (into / f"{name}.body.json").write_bytes(signed.body)
    return place


def truth_document(
    acts: Iterable[Act], metrics: Iterable[Metric], *, facts: dict[str, Any]
) -> dict[str, Any]:
    """The truth as one JSON object: `facts` about the simulation, totals by repository, metrics."""
    totals: dict[str, Counter[str]] = {}
    for act in acts:
        totals.setdefault(act.repository.repository_id, Counter())[act.kind] += 1
    return {
        **facts,
        "repositories": {name: dict(sorted(kinds.items())) for name, kinds in totals.items()},
        "metrics": [asdict(metric) for metric in metrics],
    }
