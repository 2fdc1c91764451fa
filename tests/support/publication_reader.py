"""Reads the publication over and over, as an analyst's notebook does, until a file says stop.

Usage: python publication_reader.py LINK STOP_FILE; prints how often it read and each run it saw.
Run number n is published with 10 + n people: anything else is half a publication.
"""

import json
import sys
from pathlib import Path

import duckdb

QUERY = """
select publication.run_id, count(*) as people
from quality.publication as publication, core.dim_people
group by all
"""


def _main(link: Path, stop: Path) -> None:
    runs: list[int] = []
    reads = 0
    while not stop.exists() or reads == 0:
        with duckdb.connect(str(link), read_only=True) as connection:
            ((run_id, people),) = connection.execute(QUERY).fetchall()
        run = int(run_id)
        if people != 10 + run:
            raise SystemExit(f"run {run} with {people} people")
        if runs and run < runs[-1]:
            raise SystemExit(f"run {run} after {runs[-1]}")
        reads += 1
        if not runs or run != runs[-1]:
            runs.append(run)
    sys.stdout.write(json.dumps({"reads": reads, "runs": runs}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
