"""Someone who sends slowly, by bad will or a bad line, shuts nobody out."""

from __future__ import annotations

import socket
import urllib.request

from tests.installation import Installation

HALF = (
    b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b'Content-Length: 100000\r\n\r\n{"v":1,'
)


def test_twenty_senders_who_stop_in_the_middle_do_not_keep_a_page_from_anyone(live: Installation) -> None:
    slow = [socket.create_connection(("127.0.0.1", live.port)) for _ in range(20)]
    try:
        for sender in slow:
            sender.sendall(HALF)
        with urllib.request.urlopen(f"{live.url}/en/report/", timeout=10) as answer:
            assert answer.status == 200
    finally:
        for sender in slow:
            sender.close()
