"""An open till for tests of storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.storage.opening import Storage
from tests.support.tills import CountedIds, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of the till."""
    return tmp_path / "till"


@pytest.fixture
def ids() -> CountedIds:
    """Ids for what tests make; the till's own begin elsewhere."""
    return CountedIds(1_000_000)


@pytest.fixture
def till(folder: Path) -> Iterator[Storage]:
    """A fresh till."""
    with opened(folder) as storage:
        yield storage
