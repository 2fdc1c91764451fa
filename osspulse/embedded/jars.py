"""Apache Kafka as jar files in the user's cache, each one checked against the sum the project keeps.

`kafka_jars.sha256` fixes the whole set, so nothing is resolved on a user's machine: what is missing
is fetched, the rest is used as it lies there. `python -m osspulse.embedded.jars` resolves anew.
"""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from osspulse.errors import Unavailable, WrongUsage
from osspulse.settings import Settings

logger = logging.getLogger(__name__)

SUMS = Path(__file__).with_name("kafka_jars.sha256")

_WANTED = (
    "org.apache.kafka:kafka_2.13:4.3.1",
    # Without a binding for SLF4J the broker logs nothing; the version is that of Kafka's log4j-core.
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
)
_AT_ONCE = 8
_TRIES = 3
_TIMEOUT_SECONDS = 30

Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """One file as a Maven repository lays it out: `<group as folders>/<artifact>/<version>/<file>`."""

    path: str
    sha256: str

    @property
    def coordinates(self) -> tuple[str, str, str]:
        """Group, artifact and version."""
        *group, artifact, version, _file = PurePosixPath(self.path).parts
        return ".".join(group), artifact, version


def read_sums(text: str) -> tuple[Jar, ...]:
    """The jars of a file as `sha256sum` writes it."""
    return tuple(Jar(path, sha256) for sha256, path in (line.split() for line in text.splitlines()))


def kafka_classpath(settings: Settings, *, on_step: Step | None = None) -> tuple[Path, ...]:
    """The jars that Kafka runs from, fetched where the cache lacks them.

    Raises Unavailable when a jar cannot be fetched, WrongUsage when what was fetched is another file.
    """
    folder = settings.cache_folder / "maven"
    jars = read_sums(SUMS.read_text(encoding="utf-8"))
    missing = [jar for jar in jars if not _is_intact(folder / jar.path, jar)]
    if missing:
        logger.info("fetching Apache Kafka", extra={"jars": len(missing), "into": str(folder)})
        _fetch(missing, settings=settings, into=folder, on_step=on_step)
    return tuple(folder / jar.path for jar in jars)


def _is_intact(file: Path, jar: Jar) -> bool:
    return file.is_file() and _sha256(file) == jar.sha256


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _fetch(
    jars: Sequence[Jar], *, settings: Settings, into: Path, on_step: Step | None = None
) -> None:
    into.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=into, prefix=".fetching-") as unchecked,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        repository = _repository(settings, Path(unchecked))
        fetches = [pool.submit(_fetch_one, jar, repository=repository, into=into) for jar in jars]
        try:
            for done, fetch in enumerate(fetches, start=1):
                fetch.result()
                if on_step is not None:
                    on_step(done, len(jars))
        finally:
            pool.shutdown(cancel_futures=True)


def _repository(settings: Settings, folder: Path) -> Any:
    from jgo.maven import MavenContext

    remote = (
        {"chosen": settings.maven_repository.rstrip("/")} if settings.maven_repository else None
    )
    return MavenContext(repo_cache=folder, remote_repos=remote, timeout=_TIMEOUT_SECONDS)


def _fetch_one(jar: Jar, *, repository: Any, into: Path) -> None:
    """Fetch beside the cache, check, then move: what lies in the cache is whole and genuine."""
    group, artifact, version = jar.coordinates
    fetched = _download(repository.project(group, artifact).at_version(version).artifact())
    found = _sha256(fetched)
    if found != jar.sha256:
        raise WrongUsage(
            f"{jar.path}: fetched a file with SHA-256 {found}, expected {jar.sha256}; "
            "set OSSPULSE_MAVEN_REPOSITORY to a repository that has the genuine one"
        )
    place = into / jar.path
    place.parent.mkdir(parents=True, exist_ok=True)
    fetched.replace(place)


def _download(artifact: Any) -> Path:
    import requests

    for attempt in range(1, _TRIES + 1):
        artifact.cached_path.unlink(missing_ok=True)
        try:
            return Path(artifact.resolve())
        except (requests.RequestException, RuntimeError) as error:
            logger.info("fetch failed", extra={"jar": str(artifact), "attempt": attempt})
            problem = error
    raise Unavailable(
        f"{artifact}: cannot be fetched ({type(problem).__name__}); check the network, or set "
        "OSSPULSE_MAVEN_REPOSITORY to a Maven repository that this machine reaches"
    ) from problem


def resolve_sums(folder: Path) -> str:
    """The text for `kafka_jars.sha256`: all that Kafka needs, resolved anew into `folder`."""
    from jgo.maven import MavenContext

    repository = MavenContext(repo_cache=folder, timeout=_TIMEOUT_SECONDS)
    artifacts: dict[tuple[str, str], Any] = {}
    for (
        coordinate
    ) in _WANTED:  # one by one: resolved together, one's versions would rule the other's
        inputs, others = repository.resolver.resolve([repository.create_dependency(coordinate)])
        for found in [*inputs, *others]:
            if found.scope in {None, "compile", "runtime"}:
                artifacts.setdefault((found.groupId, found.artifactId), found.artifact)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        files = sorted(pool.map(_download, artifacts.values()))
    return "".join(f"{_sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        SUMS.write_text(resolve_sums(Path(scratch)), encoding="utf-8")
