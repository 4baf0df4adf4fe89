"""A server on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_app.server.database import ServerDatabase, open_database
from pos_app.server.identity import make_identity
from pos_app.server.node import ServerNode
from pos_app.server.schema import make_schema
from tests.support.bare_tills import AT_MS, BareTill
from tests.support.tills import CountedIds, SetClock


@contextmanager
def made(place: Path | str) -> Iterator[ServerDatabase]:
    """A database with the server's tables."""
    database = open_database(place)
    make_schema(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def server_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServerDatabase]:
    """An empty server's database, on SQLite, then on PostgreSQL."""
    place = tmp_path / "server.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with made(place) as database:
        yield database


@pytest.fixture
def server_clock() -> SetClock:
    """The server's clock."""
    return SetClock(AT_MS)


@pytest.fixture
def node(server_database: ServerDatabase, server_clock: SetClock) -> ServerNode:
    """The server's messages."""
    ids = CountedIds()
    return ServerNode(server_database, make_identity(server_database, ids, "Shop"), server_clock, ids)


@pytest.fixture
def till(node: ServerNode) -> BareTill:
    """A terminal that belongs to the server."""
    one = BareTill()
    one.enrol(node)
    return one
