"""The desk of the hub with its people."""

from __future__ import annotations

import pytest

from .world import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()
