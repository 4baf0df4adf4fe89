"""One-time codes, keys of the shop, numbers of terminals."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import ENROL_CODE_MINUTES, ENROL_CODE_TRIES
from pos_app.server.node import ServerNode
from pos_app.wire.enrolling import Document, PublishRequest, ShopKeys
from pos_app.wire.finding_sales import JournalRequest
from pos_app.wire.pull import FedDocument, PullRequest
from tests.support.bare_tills import BareTill
from tests.support.tills import SetClock

WRONG = "ZZZZZZZZ"


def refusal(node: ServerNode, till: BareTill, code: str) -> str:
    """How the server refuses a code."""
    with pytest.raises(Refused) as refused:
        node.enrol(till.enrolment(code))
    return refused.value.code


def test_the_first_terminal_gives_the_shop_its_keys(node: ServerNode) -> None:
    first, second = BareTill(1), BareTill(2)
    one, two = first.enrol(node), second.enrol(node)
    assert one.keys == two.keys == first.shop_keys()
    assert (one.store_no, one.terminal_no, one.series) == ("0001", "01", "A")
    assert one.publish, "the server has no catalogue yet"
    assert not two.publish, "the first was asked already"
    assert one.server_epoch == node.time().server_epoch


def test_a_later_one_with_members_adds_the_key_of_their_cards(node: ServerNode, till: BareTill) -> None:
    second = BareTill(2)
    keys = second.enrol(node, has_members=True).keys
    assert keys.identifiers == (*till.shop_keys().identifiers, *second.shop_keys().identifiers)
    assert keys.signing == till.shop_keys().signing
    told = node.pull(till.device_id, PullRequest(epoch="", cursors={}, streams=(), limit=100)).changes
    (document,) = [row for row in told if isinstance(row, FedDocument)]
    assert document.kind == "shop.keys"
    assert msgspec.json.decode(document.body, type=ShopKeys) == keys
    third = BareTill(3)
    assert third.enrol(node).keys == keys


def test_a_code_is_read_as_people_type_it(node: ServerNode) -> None:
    till = BareTill()
    code = node.make_code("0001", "01")
    typed = f"{code[:4]} {code[4:]}".lower().replace("0", "o").replace("1", "l")
    assert node.enrol(till.enrolment(f"{typed}-0123456789abcdef")).terminal_no == "01"


def test_the_same_request_again_gets_its_answer_again(node: ServerNode) -> None:
    till, other = BareTill(), BareTill(2)
    code = node.make_code("0001", "01")
    first = node.enrol(till.enrolment(code))
    again = node.enrol(till.enrolment(code))
    assert (again.keys, again.terminal_no, again.server_key) == (first.keys, "01", first.server_key)
    assert refusal(node, other, code) == "server.code_used"


def test_a_code_for_one_number_takes_nobody_elses_place(node: ServerNode, till: BareTill) -> None:
    """Who has a code for till 02 and knows till 01's id does not become till 01."""
    rogue = BareTill(9)
    rogue.device_id = till.device_id
    assert refusal(node, rogue, node.make_code("0001", "02")) == "server.other_key"
    code = node.make_code("0001", "01", replaces=till.device_id)
    assert node.enrol(rogue.enrolment(code)).terminal_no == "01"


def test_five_wrong_codes_end_every_open_one(node: ServerNode) -> None:
    till = BareTill()
    code = node.make_code("0001", "01")
    for _ in range(ENROL_CODE_TRIES):
        assert refusal(node, till, WRONG) == "server.bad_code"
    assert refusal(node, till, code) == "server.bad_code"
    fresh = node.make_code("0001", "01")
    assert refusal(node, till, WRONG) == "server.bad_code"
    assert node.enrol(till.enrolment(fresh)).terminal_no == "01"


def test_a_code_ends(node: ServerNode, server_clock: SetClock) -> None:
    till = BareTill()
    code = node.make_code("0001", "01")
    server_clock.at_ms += ENROL_CODE_MINUTES * 60_000
    assert refusal(node, till, code) == "server.bad_code"


def test_a_newer_code_of_a_number_ends_the_older(node: ServerNode) -> None:
    till = BareTill()
    older, newer = node.make_code("0001", "01"), node.make_code("0001", "01")
    assert refusal(node, till, older) == "server.bad_code"
    assert node.enrol(till.enrolment(newer)).terminal_no == "01"


def test_a_number_belongs_to_one_terminal(node: ServerNode, till: BareTill) -> None:
    other = BareTill(2)
    code = node.make_code("0001", "01")
    assert refusal(node, other, code) == "server.number_taken"
    assert node.enrol(till.enrolment(code)).terminal_no == "01", "the code was not spent on it"


def test_a_letter_of_receipts_is_never_given_twice(node: ServerNode, till: BareTill) -> None:
    """Receipt numbers are unique, whoever had a number before."""
    till.write("sale", receipt="0001-01-B-0000001")
    till.push(node)
    node.enrol(till.enrolment(node.make_code("0001", "07")))
    heir = BareTill(2)
    assert node.enrol(heir.enrolment(node.make_code("0001", "01"))).series == "C"


def test_a_lost_terminal_is_replaced_with_its_history(node: ServerNode, till: BareTill) -> None:
    for _ in range(3):
        till.write()
    till.push(node)
    newer = BareTill(2)
    reply = node.enrol(newer.enrolment(node.make_code("0001", "01", till.device_id)))
    assert (reply.terminal_no, reply.series, reply.replaces) == ("01", "B", (str(till.stream_id),))
    found = node.fetch_journal(
        newer.device_id, JournalRequest(stream_id=str(till.stream_id), from_seq=2, most=100)
    )
    assert [fact.body for fact in found.facts] == [fact.body for fact in till.facts[1:]]
    assert (found.head_seq, found.facts[0].device_id) == (3, str(till.device_id))
    till.write()
    with pytest.raises(Refused, match=r"server\.revoked"):
        till.push(node)
    late = node.fetch_journal(
        newer.device_id, JournalRequest(stream_id=str(till.stream_id), from_seq=4, most=100)
    )
    assert len(late.facts) == 1, "what came after its end was kept"


def test_nobody_gets_the_history_of_another(node: ServerNode, till: BareTill) -> None:
    other = BareTill(2)
    other.enrol(node)
    till.write()
    till.push(node)
    with pytest.raises(Refused, match=r"server\.not_yours"):
        node.fetch_journal(
            other.device_id, JournalRequest(stream_id=str(till.stream_id), from_seq=1, most=10)
        )
    assert (
        node.fetch_journal(
            till.device_id, JournalRequest(stream_id=str(till.stream_id), from_seq=1, most=10)
        ).head_seq
        == 1
    )


def test_a_revoked_terminal_gets_nothing(node: ServerNode, till: BareTill) -> None:
    assert node.revoke(till.device_id)
    assert not node.revoke(till.device_id)
    with pytest.raises(Refused, match=r"server\.revoked"):
        node.pull(till.device_id, PullRequest(epoch="", cursors={}, streams=(), limit=10))


@pytest.mark.parametrize("number", [("1", "01"), ("0001", "1"), ("000a", "01"), ("0001", "²²")])
def test_numbers_have_their_length(node: ServerNode, number: tuple[str, str]) -> None:
    with pytest.raises(Refused, match=r"server\.bad_number"):
        node.make_code(*number)


def test_only_who_was_asked_publishes(node: ServerNode, till: BareTill) -> None:
    other = BareTill(2)
    other.enrol(node)
    request = PublishRequest((Document("shop", "product", "p1", "{}"),))
    with pytest.raises(Refused, match=r"server\.not_publisher"):
        node.publish(other.device_id, request)
    assert node.publish(till.device_id, request).changed == 1
    assert node.publish(till.device_id, request).changed == 0
    keys = PublishRequest((Document("shop", "shop.keys", "keys", "{}"),))
    with pytest.raises(Refused, match=r"server\.not_publisher"):
        node.publish(till.device_id, keys)


def test_a_stranger_has_no_name(node: ServerNode) -> None:
    bad = msgspec.structs.replace(BareTill().enrolment(node.make_code("0001", "01")), name="a\nb")
    with pytest.raises(Refused, match=r"server\.bad_message"):
        node.enrol(bad)
    with pytest.raises(Refused, match=r"server\.unknown_terminal"):
        node.make_code("0001", "01", UUID(int=1))
