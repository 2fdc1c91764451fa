"""Clones made up for tests, with git itself, its own settings only and times that are told."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workshop:
    """A repository to commit to; every commit says who and when."""

    path: Path

    @classmethod
    def new(cls, path: Path) -> "Workshop":
        """An empty one."""
        path.mkdir(parents=True)
        workshop = cls(path)
        workshop.git("init", "--quiet", "--initial-branch", "main")
        return workshop

    def git(self, *arguments: str | bytes, **environment: str) -> str:
        """What git answers."""
        fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            env=os.environ | fixed | environment,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def commit(
        self,
        message: str,
        files: dict[str, str],
        *,
        author: str = "Ann <ann@example.org>",
        at: str = "2026-01-01T08:00:00+08:00",
    ) -> str:
        """The sha of a commit of these files, added to what is there, by Kim an hour later."""
        for name, text in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.git("add", "--all")
        return self._commit("--allow-empty", "--message", message, author=author, at=at)

    def merge(self, branch: str, *, at: str = "2026-01-02T08:00:00+08:00") -> str:
        """The sha of a merge of the branch."""
        self.git("merge", "--no-ff", "--no-commit", branch, **_environment("Ann", at))
        return self._commit("--message", f"Merge branch {branch}", author="Ann <a@x.org>", at=at)

    def cloned(self, path: Path, *options: str) -> Path:
        """A clone of it."""
        self.git("clone", "--quiet", *options, self.path.as_uri(), str(path))
        return path

    def _commit(self, *arguments: str, author: str, at: str) -> str:
        self.git(
            "commit",
            "--quiet",
            "--author",
            author,
            "--date",
            at,
            *arguments,
            **_environment("Kim", at),
        )
        return self.git("rev-parse", "HEAD")


def _environment(name: str, at: str) -> dict[str, str]:
    return {
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": f"{name.lower()}@example.org",
        "GIT_COMMITTER_DATE": at,
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": f"{name.lower()}@example.org",
    }
