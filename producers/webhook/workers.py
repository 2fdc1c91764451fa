"""Several processes that receive on one socket: started, replaced when they die, ended together."""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from osspulse.settings import Settings
from producers.webhook.broker_watch import BrokerWatch
from producers.webhook.metrics import FILES_VARIABLE
from producers.webhook.replays import ReplayGuard, replays_path
from producers.webhook.secrets import load_secrets
from producers.webhook.sharing import Shared, shared_file

logger = logging.getLogger(__name__)

_END_SECONDS = 28
_STEADY_SECONDS = 10
_MOST_PAUSE_SECONDS = 5.0


def serve_with_workers(settings: Settings, listener: socket.socket) -> None:
    """Receive with as many workers as the settings say, until SIGTERM or SIGINT.

    Raises what `serve` raises, before a worker is started.
    """
    load_secrets(settings.secrets_path)
    BrokerWatch(settings).close()
    ReplayGuard(replays_path(settings)).close()  # made by one, before all use it
    folder = settings.home / "receiver"
    count = settings.receiving_processes
    with (
        listener,
        shared_file(folder, workers=count) as memory,
        _a_lifeline() as lifeline,
        _a_folder(folder / f"metrics-{listener.getsockname()[1]}") as counts,
    ):
        workers = _Workers(
            listener,
            lifeline=lifeline,
            memory=memory,
            count=count,
            environment=os.environ | {FILES_VARIABLE: str(counts)},
        )
        asyncio.run(workers.run())


@contextlib.contextmanager
def _a_lifeline() -> Iterator[int]:
    """The end of a pipe whose other end only this process has: it closes when this process is gone."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(writing)
        os.close(reading)


@contextlib.contextmanager
def _a_folder(path: Path) -> Iterator[Path]:
    shutil.rmtree(path, ignore_errors=True)  # of one that was killed
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class _Workers:
    """The processes by their number."""

    def __init__(
        self,
        listener: socket.socket,
        *,
        lifeline: int,
        memory: int,
        count: int,
        environment: dict[str, str],
    ) -> None:
        self._listener = listener
        self._lifeline = lifeline
        self._memory = memory
        self._shared = Shared.opened(memory, workers=count, own=0)
        self._count = count
        self._environment = environment
        self._running: dict[int, asyncio.subprocess.Process] = {}
        self._ending = asyncio.Event()

    async def run(self) -> None:
        """Keep all of them running until a signal says to end them."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        loop.add_signal_handler(signal.SIGHUP, self._tell, signal.SIGHUP)
        kept = [asyncio.ensure_future(self._keep(number)) for number in range(self._count)]
        ending = asyncio.ensure_future(self._ending.wait())
        await asyncio.wait((ending, *kept), return_when=asyncio.FIRST_COMPLETED)
        self._ending.set()
        self._listener.close()
        self._tell(signal.SIGTERM)
        _, late = await asyncio.wait(kept, timeout=_END_SECONDS)
        if late:
            logger.error("workers do not end, they are killed", extra={"workers": len(late)})
            self._tell(signal.SIGKILL)
            await asyncio.wait(late)
        for task in kept:
            task.result()

    async def _keep(self, number: int) -> None:
        pause = 0.0
        while not self._ending.is_set():
            started = time.monotonic()
            process = await self._start(number)
            status = await process.wait()
            del self._running[number]
            self._shared.forget(number)
            if self._ending.is_set():
                return
            is_steady = time.monotonic() - started > _STEADY_SECONDS
            pause = 0.0 if is_steady else min(2 * pause + 0.5, _MOST_PAUSE_SECONDS)
            logger.error(
                "worker ended, another one follows",
                extra={"worker": number, "status": status, "in_seconds": pause},
            )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), timeout=pause)

    async def _start(self, number: int) -> asyncio.subprocess.Process:
        facts = {
            "listener": self._listener.fileno(),
            "lifeline": self._lifeline,
            "memory": self._memory,
            "workers": self._count,
            "number": number,
        }
        # A worker that is told to read the secrets again before it can is told later: it inherits this.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "producers.webhook.worker",
                *(f"--{name}={value}" for name, value in facts.items()),
                env=self._environment,
                pass_fds=(self._listener.fileno(), self._lifeline, self._memory),
                process_group=0,  # Ctrl-C is for the process that ends all of them
            )
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
        self._running[number] = process
        if self._ending.is_set():  # told while it was being started
            process.terminate()
        return process

    def _tell(self, number: signal.Signals) -> None:
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)
