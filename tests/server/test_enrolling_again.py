"""Joining under bad conditions: a code that somebody saw, keys without end, a first till that is lost."""

from __future__ import annotations

import base64

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.server.devices import find_device
from pos_app.server.node import ServerNode
from tests.support.bare_tills import BareTill


def test_a_code_with_an_id_that_somebody_saw_gives_nobody_that_tills_place(node: ServerNode) -> None:
    code, till, other = node.make_code("0001", "01"), BareTill(1), BareTill(2)
    node.enrol(till.enrolment(code))
    stolen = msgspec.structs.replace(other.enrolment(code), device_id=str(till.device_id))
    with pytest.raises(Refused, match="code_used"):
        node.enrol(stolen)
    device = find_device(node.database, till.device_id)
    assert device is not None
    assert device.pubkey == till.private.public_key().public_bytes_raw()
    assert node.enrol(till.enrolment(code)).terminal_no == "01"


def test_keys_of_no_length_that_keys_have_are_kept_by_no_shop(node: ServerNode) -> None:
    BareTill(1).enrol(node)
    giant = BareTill(2)
    code = node.make_code("0001", "02")
    keys = msgspec.structs.replace(
        giant.shop_keys(), identifiers=(base64.b64encode(bytes(600_000)).decode(),)
    )
    asked = msgspec.structs.replace(giant.enrolment(code, has_members=True), keys=keys)
    with pytest.raises(Refused, match="bad_message"):
        node.enrol(asked)
    assert BareTill(3).enrol(node, has_members=True).keys.identifiers


def test_when_the_first_till_is_lost_before_it_handed_over_the_next_one_does(node: ServerNode) -> None:
    first, second, third = BareTill(1), BareTill(2), BareTill(3)
    assert first.enrol(node).publish
    assert not second.enrol(node).publish
    node.revoke(first.device_id)
    assert third.enrol(node).publish
