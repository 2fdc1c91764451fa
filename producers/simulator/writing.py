"""A simulation as a folder: one pair of files for each delivery, the truth and the portfolio."""

import json
from pathlib import Path

from producers.simulator.chronicle import Act
from producers.simulator.signing import request


def write_deliveries(
    acts: tuple[Act, ...], folder: Path, *, github_secret: str, gitee_secret: str
) -> None:
    """Each delivery as `00001_github_push.headers.json` and `….body.json`, in order of time.

    Gitee's are signed for the time of their act, so that the same seed writes the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for place, act in enumerate(acts, start=1):
        platform = act.repository.platform
        signed = request(
            act,
            secret=github_secret if platform == "github" else gitee_secret,
            sent_at_ms=int(act.occurred_at.timestamp() * 1000),
        )
        name = f"{place:05d}_{platform}_{act.kind}"
        headers = json.dumps(dict(signed.headers), indent=1, ensure_ascii=False)
        (folder / f"{name}.headers.json").write_text(headers + "\n", encoding="utf-8")
        (folder / f"{name}.body.json").write_bytes(signed.body)
