"""A clone's history: what `git log` and `git for-each-ref` write → `Delivery`.

git has no event of its own; a commit becomes one JSON object, in UTF-8 whatever its author wrote in.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osspulse.deliveries import Delivery
from osspulse.errors import InvalidEvent

SOURCE = "git"

MOST_FILES = 10_000
"""A commit that changed more paths than this lists that many; `file_count` tells all."""

_FIELDS = (
    *("%P", "%aN", "%aE", "%aI", "%cN", "%cE", "%cI", "%an", "%ae"),
    "%(trailers:key=Co-authored-by,valueonly=true,unfold=true,separator=%x1f)",
    *("%B", ""),
)
_TAG_FIELDS = (
    *("%(refname:strip=2)", "%(objectname)", "%(*objectname)", "%(objecttype)", "%(*objecttype)"),
    *("%(taggername)", "%(taggeremail)", "%(creatordate:iso-strict)", "%1e"),
)

LOG_FORMAT = "%x1e%H%x00" + "%x00".join(_FIELDS)
"""For `git log -z --raw --numstat`: names as the mailmap has them, and as the commit has them."""

TAG_FORMAT = "%00".join(_TAG_FIELDS)
"""For `git for-each-ref refs/tags`: one tag's fields, then a record separator."""

_HEADER_FIELDS = len(_FIELDS)
_COMMIT = re.compile(rb"\n?\x1e([0-9a-f]{40,64})")
_CHANGES = {b"A": "added", b"C": "added", b"D": "removed", b"R": "renamed"}
_CO_AUTHOR = re.compile(r"\s*(.*?)\s*<([^<>]*)>\s*")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository by its names: `github`, `owner/name`."""

    platform: str
    full_name: str

    def __str__(self) -> str:
        """The form that `--repository` takes."""
        return f"{self.platform}:{self.full_name}"


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One commit or tag of a clone, with the id that it has in every clone of the repository."""

    kind: str
    object_id: str
    told: dict[str, Any]

    def delivery(self, repository: Repository, *, received_at: datetime) -> Delivery:
        """The event as a delivery of that repository."""
        body = {
            "repository": {"platform": repository.platform, "full_name": repository.full_name},
            **self.told,
        }
        return Delivery(
            source=SOURCE,
            event=self.kind,
            delivery_id=self.delivery_id(repository),
            received_at=received_at,
            content_type="application/json",
            body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
            platform=repository.platform,
            repository_id=repository.full_name.lower(),
        )

    def delivery_id(self, repository: Repository) -> str:
        """The same whenever, and from whichever clone, it is sent."""
        return f"{repository.platform}:{repository.full_name.lower()}:{self.kind}:{self.object_id}"


def commits(log: Iterable[bytes], *, shallow: frozenset[str]) -> Iterator[HistoryEvent]:
    """The commits of a log's NUL-separated tokens, written with `LOG_FORMAT`.

    A commit at the edge of a shallow clone, one of `shallow`, seems to add every file: it lists none.
    Raises InvalidEvent when the log is written in another way.
    """
    tokens = iter(log)
    token = next(tokens, None)
    while token is not None:
        start = _COMMIT.fullmatch(token)
        if start is None:
            raise InvalidEvent(f"git log wrote {token[:80]!r} where a commit begins")
        header = [next(tokens, b"") for _ in range(_HEADER_FIELDS - 1)]
        files, token = _files(tokens)
        yield _commit(start.group(1).decode(), header, files, shallow=shallow)


def tags(listing: bytes) -> Iterator[HistoryEvent]:
    """The tags of a listing written with `TAG_FORMAT` that name a commit."""
    for line in listing.split(b"\0\x1e\n"):
        if not line:
            continue
        name, object_id, peeled_id, kind, peeled_kind, tagger, address, moment = (
            _text(field) for field in line.split(b"\0")
        )
        if "commit" not in (kind, peeled_kind):
            continue
        told = {
            "tag": name,
            "sha": peeled_id or object_id,
            "is_annotated": kind == "tag",
            "tagger": {"name": tagger, "email": address.strip("<>")} if tagger else None,
            "created_at": moment,
        }
        yield HistoryEvent("tag", f"{name}:{object_id}", told)


def _commit(
    sha: str, header: list[bytes], files: list[dict[str, Any]], *, shallow: frozenset[str]
) -> HistoryEvent:
    fields = [_text(field) for field in header]
    parents, name, address, authored_at, committer, committer_address, committed_at = fields[:7]
    own_name, own_address, trailers, message = fields[7:11]
    at_edge = sha in shallow
    told = {
        "sha": sha,
        "parents": parents.split(),
        "author": {"name": name, "email": address, "time": authored_at},
        "committer": {"name": committer, "email": committer_address, "time": committed_at},
        "recorded_author": {"name": own_name, "email": own_address},
        "co_authors": [_co_author(value) for value in trailers.split("\x1f") if value.strip()],
        "message": message.rstrip("\n"),
        "is_shallow": at_edge,
        "file_count": None if at_edge else len(files),
        "files": [] if at_edge else files[:MOST_FILES],
    }
    # Told again from a deeper clone, the commit has its files and another id.
    return HistoryEvent("commit", f"{sha}:shallow" if at_edge else sha, told)


def _files(tokens: Iterator[bytes]) -> tuple[list[dict[str, Any]], bytes | None]:
    """The changed files, and the token that begins the next commit or None at the end."""
    files: dict[str, dict[str, Any]] = {}
    for token in tokens:
        if _COMMIT.fullmatch(token):
            return list(files.values()), token
        entry = token.lstrip(b"\n")
        if entry.startswith(b":"):
            kind = entry.rpartition(b" ")[2][:1]
            before = _text(next(tokens)) if kind in b"RC" else None
            path = _text(next(tokens))
            change = _CHANGES.get(kind, "modified")
            files[path] = {"path": path, "change": change, "added": None, "removed": None}
            if change == "renamed":
                files[path]["previous_path"] = before
        elif entry:
            added, removed, path_bytes = entry.split(b"\t", 2)
            if not path_bytes:
                next(tokens)
                path_bytes = next(tokens)
            counted = files.get(_text(path_bytes))
            if counted is not None and added != b"-":
                counted.update(added=int(added), removed=int(removed))
    return list(files.values()), None


def _co_author(value: str) -> dict[str, str | None]:
    found = _CO_AUTHOR.fullmatch(value)
    return (
        {"name": found.group(1), "email": found.group(2)}
        if found
        else {"name": value.strip(), "email": None}
    )


def _text(raw: bytes) -> str:
    """The text in UTF-8; what is not is taken for Latin-1, which reads any bytes."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
