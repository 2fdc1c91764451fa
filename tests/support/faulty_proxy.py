"""A TCP proxy that cuts, slices and drops what goes through it, in a thread of its own."""

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

_CHUNK = 256 * 1024
_GONE = (ConnectionError, OSError)


class FaultyProxy:
    """Passes connections on to `target_port` on this machine; its faults are switched while it runs.

    - `slice_bytes`: what comes is passed on in pieces of so many bytes;
    - `limit_bytes`: a connection is closed after so many bytes, in the middle of whatever it says;
    - `reset()`: every connection ends with a reset.
    """

    def __init__(self, target_port: int) -> None:
        self.slice_bytes: int | None = None
        self.limit_bytes: int | None = None
        self.port = 0
        self._target_port = target_port
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))
        self._ending = asyncio.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._listening.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        self._loop.close()

    def reset(self) -> None:
        """End every connection as a machine does that knows nothing of it."""
        self._loop.call_soon_threadsafe(self._reset)

    def heal(self) -> None:
        """Pass everything on again."""
        self.slice_bytes = self.limit_bytes = None

    async def _run(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        await self._ending.wait()
        server.close()
        self._reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            onward = await asyncio.open_connection("127.0.0.1", self._target_port)
        except _GONE:  # the target is down; so is this
            writer.transport.abort()
            return
        pair = (writer, onward[1])
        self._writers.update(pair)
        try:
            await asyncio.gather(self._pass(reader, onward[1]), self._pass(onward[0], writer))
        finally:
            for one in pair:
                self._writers.discard(one)
                one.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        with suppress(*_GONE):
            while data := await reader.read(_CHUNK):
                if self.limit_bytes is not None:
                    data = data[: max(0, self.limit_bytes - passed)]
                passed += len(data)
                for start in range(0, len(data), self.slice_bytes or _CHUNK):
                    writer.write(data[start : start + (self.slice_bytes or _CHUNK)])
                    await writer.drain()
                    await asyncio.sleep(0)
                if self.limit_bytes is not None and passed >= self.limit_bytes:
                    break
        writer.close()

    def _reset(self) -> None:
        for writer in self._writers:
            plain = writer.get_extra_info("socket")
            with suppress(OSError):
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
