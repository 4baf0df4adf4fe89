"""The statements for Citus name every table of the server, by its bucket."""

from __future__ import annotations

import re

from tests.house.tree import ROOT

MADE = re.compile(r"CREATE TABLE (\w+) \((\w+)")
SPREAD = re.compile(r"^SELECT create_distributed_table\('(\w+)', 'bucket'", re.MULTILINE)
COPIED = re.compile(r"^SELECT create_reference_table\('(\w+)'\)", re.MULTILINE)


def test_every_table_has_its_place() -> None:
    versions = sorted((ROOT / "pos_app/server/migrations").glob("v[0-9]*.py"))
    made = dict(MADE.findall("".join(each.read_text(encoding="utf-8") for each in versions)))
    statements = (ROOT / "installer/server/citus/distribute.sql").read_text(encoding="utf-8")
    assert set(SPREAD.findall(statements)) == {name for name, first in made.items() if first == "bucket"}
    assert set(COPIED.findall(statements)) == {name for name, first in made.items() if first != "bucket"}
