"""Deliveries of a few made-up people, one call per act, as the forges send them."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from raw_events import RawEvent

REPOSITORY = {"id": 1, "name": "lamp", "full_name": "lantern/lamp"}


@dataclass(slots=True)
class Told:
    """What was told so far, in order; hand `events` to `land_raw_events`."""

    events: list[RawEvent] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def commit(
        self,
        at: str,
        *,
        email: str,
        name: str = "Somebody",
        login: str | None = None,
        sha: str | None = None,
        message: str = "Change",
        repository: dict[str, Any] | None = None,
        platform: str = "github",
    ) -> str:
        """A push of one commit, authored when it was pushed; its sha."""
        number = next(self._numbers)
        commit_sha = sha or f"{number:040x}"
        author = {"name": name, "email": email} | ({"username": login} if login else {})
        self._tell(
            platform,
            "push" if platform == "github" else "push_hooks",
            at,
            {
                "ref": "refs/heads/main",
                "before": f"{number + 1000:040x}",
                "after": commit_sha,
                "repository": repository or REPOSITORY,
                "sender": account(999, "pusher"),
                "commits": [
                    {"id": commit_sha, "message": message, "timestamp": at, "author": author}
                ],
            },
        )
        return commit_sha

    def comment(self, at: str, *, by: dict[str, Any], repository: Any = None) -> int:
        """A comment on issue 7, which `owner` opened; its number."""
        number = next(self._numbers)
        issue = {"id": 7, "number": 7, "title": "Dark", "state": "open", "created_at": at}
        self._tell(
            "github",
            "issue_comment",
            at,
            {
                "action": "created",
                "repository": repository or REPOSITORY,
                "sender": by,
                "issue": issue | {"user": account(998, "owner"), "updated_at": at},
                "comment": {"id": number, "user": by, "created_at": at},
            },
        )
        return number

    def _tell(self, platform: str, event: str, at: str, body: dict[str, Any]) -> None:
        self.events.append(
            RawEvent(
                source=platform,
                event=event,
                delivery_id=f"told-{len(self.events)}",
                body=json.dumps(body, ensure_ascii=False),
                received_at=datetime.fromisoformat(at).astimezone(UTC),
            )
        )


def account(number: int, login: str, **more: Any) -> dict[str, Any]:
    """An account as a delivery shows it."""
    return {"id": number, "login": login, "type": "User", **more}
