"""Memory that the workers of one receiver share, so that its bounds hold for all of them together."""

import contextlib
import mmap
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

_CELL_BYTES = 8
_TALLIES = ("reading", "sending", "connections")
_IDS_BYTES = 6 * 1024 * 1024


class Tally:
    """A number that each worker has a part of; it writes its own part only."""

    __slots__ = ("_own", "_parts")

    def __init__(self, parts: memoryview, own: int) -> None:
        """Own the part of this place among `parts`, numbers of eight bytes."""
        self._parts = parts
        self._own = own

    @classmethod
    def alone(cls) -> Self:
        """A number of one worker."""
        return cls(memoryview(bytearray(_CELL_BYTES)).cast("q"), 0)

    @property
    def own(self) -> int:
        """This worker's part."""
        return int(self._parts[self._own])

    @own.setter
    def own(self, number: int) -> None:
        self._parts[self._own] = number

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(self._parts)


class Shared:
    """Tallies and remembered ids of all workers; nothing is left of it when the last one ends.

    A worker that dies leaves its parts as they were, until `forget`.
    """

    def __init__(self, memory: mmap.mmap, *, workers: int, own: int) -> None:
        """See it as the worker with the number `own`."""
        end = len(_TALLIES) * workers * _CELL_BYTES
        cells = memoryview(memory)[:end].cast("q")
        self._workers = workers
        self._parts = {
            name: cells[place * workers : (place + 1) * workers]
            for place, name in enumerate(_TALLIES)
        }
        self._own = own
        self.ids = memoryview(memory)[end : end + _IDS_BYTES]

    @classmethod
    def alone(cls) -> Self:
        """Memory of a receiver that is one process."""
        return cls(mmap.mmap(-1, _size(1)), workers=1, own=0)

    @classmethod
    def opened(cls, descriptor: int, *, workers: int, own: int) -> Self:
        """The memory behind this descriptor, which comes from `shared_file`."""
        return cls(mmap.mmap(descriptor, _size(workers)), workers=workers, own=own)

    @property
    def reading(self) -> Tally:
        """Bytes of bodies that are being read."""
        return Tally(self._parts["reading"], self._own)

    @property
    def sending(self) -> Tally:
        """Bytes of bodies that wait for Kafka."""
        return Tally(self._parts["sending"], self._own)

    @property
    def connections(self) -> Tally:
        """Connections that are open."""
        return Tally(self._parts["connections"], self._own)

    def forget(self, worker: int) -> None:
        """Take back what a worker that is no more held."""
        for parts in self._parts.values():
            parts[worker] = 0


@contextlib.contextmanager
def shared_file(folder: Path, *, workers: int) -> Iterator[int]:
    """The descriptor of a file without a name; it is gone with the last process that has it open."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.truncate(_size(workers))
        yield file.fileno()


def _size(workers: int) -> int:
    return len(_TALLIES) * workers * _CELL_BYTES + _IDS_BYTES
