"""Where a part can listen."""

import socket
from collections.abc import Sequence

from osspulse.errors import Unavailable


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
        if port not in taken and is_free(host, port):
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
