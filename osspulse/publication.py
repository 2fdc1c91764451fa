"""What a published file says of itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from osspulse.errors import WrongUsage
from osspulse.kafka import Partition


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One run's publication: `positions` are the offsets up to which events are counted in."""

    run_id: str
    as_of: date
    positions: Mapping[Partition, int]

    def covers(self, ends: Mapping[Partition, int]) -> bool:
        """Whether everything before these offsets is counted in."""
        return all(self.positions.get(part, 0) >= end for part, end in ends.items())


def publication_of(folder: Path, *, as_of: date) -> Path:
    """The newest kept file whose marts speak of that day; raises WrongUsage where there is none."""
    newest_first = sorted(
        folder.glob("marts-*.duckdb"), key=lambda file: file.stat().st_mtime, reverse=True
    )
    for file in newest_first:
        publication = read_publication(file)
        if publication is not None and publication.as_of == as_of:
            return file
    raise WrongUsage(
        f"{folder} keeps no publication of {as_of}; `osspulse run --as-of {as_of}` makes one"
    )


def read_publication(published_file: Path) -> Publication | None:
    """What the newest publication says of itself; None where nothing has been published yet."""
    if not published_file.exists():
        return None
    with duckdb.connect(str(published_file.resolve()), read_only=True) as connection:
        row = connection.execute(
            "select run_id, as_of_date, input_positions from quality.publication"
        ).fetchone()
    if row is None:
        return None
    return Publication(
        run_id=row[0],
        as_of=row[1],
        positions={
            Partition(place["topic"], place["partition"]): place["next_offset"]
            for place in json.loads(row[2])
        },
    )
