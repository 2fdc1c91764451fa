"""Where a part can listen."""

import fcntl
import os
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

from osspulse.errors import Unavailable

_reserved: dict[int, int] = {}
"""File descriptors of locks, held until this process ends. A part takes seconds to listen on the
port that was chosen for it, and meanwhile another stack must not choose the same."""


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_listening(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def choose_port(host: str, *, usual: Sequence[int], taken: frozenset[int] = frozenset()) -> int:
    """The first usual port that is free, or any free one; never one of `taken`."""
    for port in usual:
        if port not in taken and is_free(host, port) and _reserve(port):
            return port
    while True:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((host, 0))
            except OSError as error:
                raise Unavailable(
                    f"{host}: nothing can listen there ({error.strerror}); "
                    "set OSSPULSE_WEBHOOK_HOST to an address of this machine"
                ) from error
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port


def insist_on(host: str, port: int, *, setting: str) -> int:
    """This very port; raises Unavailable when somebody else has it."""
    if not is_free(host, port):
        raise Unavailable(
            f"port {port} on {host} ({setting}) is taken by another program; "
            f"end that program, or unset {setting} to have a free port found"
        )
    return port


def _reserve(port: int) -> bool:
    """Whether the port is this process's to give away, as far as other stacks are concerned."""
    if port in _reserved:
        return True
    path = Path(tempfile.gettempdir()) / f"osspulse-port-{port}.lock"
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:  # another user's stack has it
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    _reserved[port] = lock
    return True
