"""Each test has an index folder and a source of documents of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.foundation.search.corpus import Listed
from upstander.foundation.search.ports import sources


@pytest.fixture
def listed(tmp_path: Path, settings) -> Iterator[Listed]:  # type: ignore[no-untyped-def]
    settings.SEARCH_FOLDER = tmp_path / "search"
    others = sources.registered()
    for other in others:
        sources.forget(other.name)
    source = Listed("test")
    sources.register(source)
    yield source
    sources.forget(source.name)
    for other in others:
        sources.register(other)
