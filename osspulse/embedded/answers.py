"""What a server on this machine answers."""

import http.client
import json
from collections.abc import Mapping
from typing import Any


def get_json(host: str, port: int, path: str) -> dict[str, Any] | None:
    """The JSON object that a local server answers with success; None for anything else."""
    return _ask("GET", host, port, path, body=None)


def post_json(host: str, port: int, path: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The JSON object that a local server answers to this one with success; None for anything else."""
    return _ask("POST", host, port, path, body=json.dumps(body))


def _ask(
    method: str, host: str, port: int, path: str, *, body: str | None
) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = json.loads(answer.read()) if answer.status // 100 == 2 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return content if isinstance(content, dict) else None


def _reachable(host: str) -> str:
    """An address that reaches a server which listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
