"""What was ended stays ended when an older backup is restored."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.server.backup import back_up, restore
from pos_app.server.database import ServerDatabase, open_database
from pos_app.server.devices import DeviceStatus, find_device
from pos_app.server.ended import FILE, end_again, keep_ended, keep_what_is_readable
from pos_app.server.node import ServerNode
from tests.support.bare_tills import BareTill
from tests.support.tills import CountedIds, SetClock

ANN = UUID("0192f0c0-0000-7000-8000-00000000a001")
CARD = "ab" * 32
MEMBERS = text("SELECT status FROM member")


def test_a_lost_till_and_an_erased_member_do_not_come_back(
    node: ServerNode, till: BareTill, server_clock: SetClock, tmp_path: Path
) -> None:
    till.enrol_member(ANN, CARD)
    till.push(node)
    node.apply_some()
    other = BareTill(2)
    other.enrol(node)
    back_up(node.database, tmp_path / "backup", server_clock)
    other.write("member.erase", member=str(ANN), op="")
    other.push(node)
    node.apply_some()
    server_clock.at_ms += 1000
    node.revoke(other.device_id)
    assert keep_ended(node.database, tmp_path) == 2
    assert str(ANN) in (tmp_path / FILE).read_text(encoding="utf-8")
    restored = open_database(tmp_path / "restored.db")
    restore(restored, tmp_path / "backup", CountedIds(900))
    with pytest.raises(AssertionError):
        assert_ended(restored, other)
    assert end_again(restored, tmp_path, server_clock) == 2
    assert_ended(restored, other)
    assert end_again(restored, tmp_path, server_clock) == 0
    restored.close()


def assert_ended(database: ServerDatabase, other: BareTill) -> None:
    """The till is revoked, the member erased."""
    device = find_device(database, other.device_id)
    assert device is not None
    assert device.status == DeviceStatus.REVOKED
    assert database.read(lambda tx: tx.rows(MEMBERS))[0].status == "erased"


def test_a_till_that_was_enrolled_again_is_not_ended_by_an_old_line(
    node: ServerNode, till: BareTill, server_clock: SetClock, tmp_path: Path
) -> None:
    server_clock.at_ms += 1000
    node.revoke(till.device_id)
    keep_ended(node.database, tmp_path)
    server_clock.at_ms += 1000
    node.enrol(till.enrolment(node.make_code("0001", "01")))
    assert end_again(node.database, tmp_path, server_clock) == 0
    assert keep_ended(node.database, tmp_path) == 0
    till.write()
    till.push(node)


def test_a_database_that_cannot_be_read_stops_no_restore(tmp_path: Path) -> None:
    (tmp_path / "server.db").write_bytes(b"no database" * 1000)
    database = open_database(tmp_path / "server.db")
    assert not keep_what_is_readable(database, tmp_path)
    database.close()


def test_a_damaged_line_takes_no_other_with_it(
    node: ServerNode, till: BareTill, server_clock: SetClock, tmp_path: Path
) -> None:
    server_clock.at_ms += 1000
    node.revoke(till.device_id)
    keep_ended(node.database, tmp_path)
    path = tmp_path / FILE
    path.write_bytes(b"{half\n" + path.read_bytes())
    assert keep_ended(node.database, tmp_path) == 1
    with pytest.raises(Refused):
        till.push(node)
