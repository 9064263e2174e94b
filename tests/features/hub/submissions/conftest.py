from __future__ import annotations

import pytest

from .world import Scene


@pytest.fixture
def un(db: None) -> Scene:
    """Without pages; a test that accepts something makes them (`world.hub`)."""
    return Scene()
