"""git on a clone of this machine: what its default branch and its tags hold. Nothing is fetched."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

from osspulse.errors import OsspulseError, WrongUsage
from producers.sources.git import LOG_FORMAT, TAG_FORMAT, Repository

_CHUNK_BYTES = 1 << 16
_HOSTS = {"github.com": "github", "gitee.com": "gitee"}
_NAME = re.compile(r"(github|gitee):([\w.-]+/[\w.-]+)")
_SETTINGS = (
    *(
        "-c",
        "core.fsmonitor=false",
        "-c",
        "log.showSignature=false",
        "-c",
        "log.showRoot=true",
        "-c",
        "core.quotePath=false",
    ),
    *("-c", "i18n.logOutputEncoding=UTF-8", "-c", "diff.renameLimit=2000"),
)


class GitFailed(OsspulseError):
    """git could not do what was asked of it; the message is git's own."""


class Clone:
    """A clone, read with git's own programs and none that its settings name."""

    def __init__(self, path: Path) -> None:
        """Look at the clone; raises WrongUsage when there is none, or it has no commit."""
        self.path = path
        if not path.is_dir():
            raise WrongUsage(f"clone {path} is no folder")
        try:
            self._git("rev-parse", "--git-dir")
            self.tip = self._tip()
            self.shallow = self._shallow()
        except GitFailed as error:
            raise WrongUsage(f"clone {path} cannot be read: {error}") from None

    def repository(self) -> Repository:
        """The repository that the remote `origin` names; raises WrongUsage when none is told."""
        try:
            address = self._git("remote", "get-url", "origin").decode().strip()
        except GitFailed:
            address = ""
        # git@github.com:owner/name.git is no address with a scheme.
        parts = urlsplit(address if "://" in address else "ssh://" + address.replace(":", "/", 1))
        platform = _HOSTS.get((parts.hostname or "").lower())
        name = parts.path.strip("/").removesuffix(".git")
        if platform is None:
            raise WrongUsage(
                f"clone {self.path} does not say whose it is; name it: --repository github:owner/name"
            )
        return named_repository(f"{platform}:{name}")

    def has_commit(self, sha: str) -> bool:
        """Whether the clone holds this commit."""
        try:
            self._git("cat-file", "-e", f"{sha}^{{commit}}")
        except GitFailed:
            return False
        return True

    def count(self, *, without: Iterable[str]) -> int:
        """How many commits the default branch has beside those that `without` reach."""
        return int(self._git("rev-list", "--count", self.tip, "--not", *without))

    @contextmanager
    def log(self, *, without: Iterable[str]) -> Iterator[Iterator[bytes]]:
        """The tokens of the default branch's log, newest first; raises GitFailed at its end."""
        command = self._command(
            *("log", "-z", "--raw", "--numstat", "-M", "--diff-merges=off"),
            *("--no-ext-diff", "--no-textconv", "--no-relative"),
            *(f"--format={LOG_FORMAT}", self.tip, "--not", *without),
        )
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
        ) as running:
            try:
                yield _tokens(running)
            finally:
                running.kill()

    def tag_listing(self) -> bytes:
        """All tags, as `TAG_FORMAT` writes them."""
        return self._git("for-each-ref", f"--format={TAG_FORMAT}", "refs/tags")

    def _tip(self) -> str:
        """The commit of the default branch: the remote's, where the clone knows which it is."""
        for name in ("refs/remotes/origin/HEAD", "HEAD"):
            try:
                return self._git("rev-parse", "--verify", f"{name}^{{commit}}").decode().strip()
            except GitFailed:
                continue
        raise GitFailed("it has no commit")

    def _shallow(self) -> frozenset[str]:
        file = Path(self._git("rev-parse", "--git-path", "shallow").decode().strip())
        file = file if file.is_absolute() else self.path / file
        return frozenset(file.read_text().split()) if file.exists() else frozenset()

    def _git(self, *arguments: str) -> bytes:
        done = subprocess.run(
            self._command(*arguments), capture_output=True, env=_environment(), check=False
        )
        if done.returncode != 0:
            raise GitFailed(_said(done.stderr))
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "-C", str(self.path), *_SETTINGS, *arguments]


def named_repository(name: str) -> Repository:
    """The repository of `github:owner/name` or `gitee:owner/name`; raises WrongUsage for another form."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise WrongUsage(f"repository {name}: write github:owner/name or gitee:owner/name")
    return Repository(found.group(1), found.group(2))


def _tokens(running: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    stdout, stderr = cast("IO[bytes]", running.stdout), cast("IO[bytes]", running.stderr)
    rest = b""
    while chunk := stdout.read(_CHUNK_BYTES):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest
    said = stderr.read()
    if running.wait() != 0:
        raise GitFailed(_said(said))


def _environment() -> dict[str, str]:
    fixed = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    return os.environ | fixed | {"GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}


def _said(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "git failed without a word"
