"""A real installation, and one that tampers with what it passes on."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.installation import Installation

Tampering = Callable[[str, bytes, dict[str, str]], bytes]
"""Path, what the real site answers, its headers (to be changed in place): what this one answers."""
TamperedSite = Callable[[Tampering], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("site"), entities=("UN",))
    installation.create()
    installation.start()
    yield installation
    installation.drop()


@pytest.fixture
def tampered_site(site: Installation) -> TamperedSite:
    """`with tampered_site(tamper) as url`: the real site, through hands that change it."""

    @contextmanager
    def serve(tamper: Tampering) -> Iterator[str]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _passing_on(site.url, tamper))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()

    return serve


def _passing_on(real: str, tamper: Tampering) -> type[BaseHTTPRequestHandler]:
    class Hands(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urllib.request.urlopen(real + self.path) as answer:
                wanted = ("Content-Type", "Content-Security-Policy")
                headers = {name: answer.headers[name] for name in wanted if answer.headers[name]}
                content = tamper(self.path, answer.read(), headers)
            self.send_response(302 if "Location" in headers else 200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    return Hands
