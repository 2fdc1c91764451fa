"""Hours of GH Archive, made up."""

import gzip
import json
from pathlib import Path


def archive_line(number: int, *, repository: str = "acme/robot") -> bytes:
    event = {
        "id": str(1000 + number),
        "type": "WatchEvent",
        "actor": {"id": number, "login": f"person-{number}"},
        "repo": {"id": 7 + len(repository), "name": repository},
        "payload": {"action": "started"},
        "created_at": f"2015-01-01T03:{number // 60 % 60:02}:{number % 60:02}Z",
    }
    return json.dumps(event).encode()


def an_hour(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(gzip.compress(b"\n".join([*lines, b""]), mtime=0))
    return path
