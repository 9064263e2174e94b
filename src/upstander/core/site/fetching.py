"""Fetching what a browser would be served, from one host alone."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPMessage
from typing import IO, Final
from urllib.parse import urljoin, urlsplit

LARGEST: Final = 16 * 1024 * 1024
PATIENCE: Final = 30
AS_A_BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""A site that wants to deceive must not tell this program from a person's browser by its name."""


class FetchError(OSError):
    """Something could not be fetched, or would have come from elsewhere."""


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    content: bytes
    headers: Message


def origin(url: str) -> tuple[str, str]:
    """Scheme and host with port: what makes two addresses the same site."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the site, and refuses all others."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if origin(urljoin(req.full_url, newurl)) != origin(req.full_url):
            raise FetchError(f"{req.full_url} leads to another site: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SameOrigin)


def fetch(url: str) -> Answer:
    """What is served at `url`. Raises `FetchError`."""
    request = urllib.request.Request(url, headers={"User-Agent": AS_A_BROWSER})  # noqa: S310  checked by `base`
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            content = answer.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise FetchError(f"{url} is larger than {LARGEST // 1024 // 1024} MiB")
            return Answer(answer.url, content, answer.headers)
    except urllib.error.HTTPError as error:
        raise FetchError(f"{url} is answered with {error.code}") from error
    except FetchError:
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"{url} cannot be fetched: {error}") from error


def base(url: str) -> str:
    """The address of the installation, with a slash at its end. Raises `FetchError` for anything else."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(f"{url} is not the address of a site")
    return f"{parts.scheme}://{parts.netloc}/"
