"""The secrets in use while the receiver runs, read again when their file changes."""

import asyncio
import logging
from pathlib import Path

from osspulse.errors import WrongUsage
from producers.webhook.secrets import Secrets, load_secrets

logger = logging.getLogger(__name__)

Stamp = tuple[int, int, int]


class SecretsKeeper:
    """Holds the last good secrets of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises WrongUsage when it is unusable."""
        self._path = path
        self._stamp = self._look()
        self._secrets = load_secrets(path)

    def current(self) -> Secrets:
        """The secrets as of the last good reading."""
        return self._secrets

    def reload(self) -> None:
        """Read the file again; a broken one is reported and the old secrets stay."""
        self._stamp = self._look()
        try:
            self._secrets = load_secrets(self._path)
        except WrongUsage as error:
            logger.error("secrets not read again, the old ones stay", extra={"problem": str(error)})  # noqa: TRY400
        else:
            logger.info(
                "secrets read again",
                extra={"github": len(self._secrets.github), "gitee": len(self._secrets.gitee)},
            )

    def reload_if_changed(self) -> None:
        """Read the file again if it is another one than last time."""
        if self._look() != self._stamp:
            self.reload()

    async def watch(self, *, every_seconds: float = 1.0) -> None:
        """Look at the file for ever."""
        while True:
            await asyncio.sleep(every_seconds)
            self.reload_if_changed()

    def _look(self) -> Stamp | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)
