"""Webhook secrets for a home that has none."""

import logging
import os
import secrets
from pathlib import Path

logger = logging.getLogger(__name__)

_FILE = """\
# The secrets that webhooks are signed with; whoever has one can send events. Made by `osspulse up`.
# In GitHub's and Gitee's webhook settings, enter the one of the platform.

[[github]]
id = "local-github"
secret = "{github}"

[[gitee]]
id = "local-gitee"
secret = "{gitee}"
mode = "signature"
"""


def ensure_secrets(path: Path) -> None:
    """Make the secrets file, readable by its owner only, where there is none."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    text = _FILE.format(github=secrets.token_urlsafe(32), gitee=secrets.token_urlsafe(32))
    with open(beside, "w", encoding="utf-8", opener=_for_the_owner) as file:
        file.write(text)
    beside.replace(path)
    logger.warning("webhook secrets made", extra={"file": str(path)})


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)
