"""A Maven repository of a few small files, on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class SmallRepository:
    """Its files by path; `asked` is every path that was asked for."""

    files: dict[str, bytes]
    asked: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def small_repository(files: dict[str, bytes]) -> Iterator[SmallRepository]:
    """Serve the files until the block ends."""
    repository = SmallRepository(files)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            repository.asked.append(path)
            content = repository.files.get(path)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    repository.address = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield repository
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
