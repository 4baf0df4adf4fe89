"""A server on this machine with one terminal that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bare_tills import BareTill
from tests.support.served import Served, served


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "server") as one:
        yield one


@pytest.fixture
def till(server: Served) -> BareTill:
    one = BareTill()
    assert server.enrol(one, server.first.code).status_code == 200
    return one
