"""The server's file is for its owner alone: the keys of members' data are in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pos_app.server.database import open_database
from pos_app.server.schema import make_schema


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        database = open_database(tmp_path / "server.db")
        make_schema(database)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert modes
    assert set(modes.values()) == {0o600}, modes
