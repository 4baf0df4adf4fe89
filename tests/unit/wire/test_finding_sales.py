"""A question for a sale as JSON."""

from __future__ import annotations

import msgspec

from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, FoundFact, JournalReply


def test_a_receipt_alone_is_a_question() -> None:
    assert msgspec.json.decode(b'{"receipt":"0001-01-A-000001"}', type=FindSaleRequest).card == ""


def test_found_facts_keep_their_bodies() -> None:
    fact = FoundFact("d", "s", 4, '{"v":1}', ('{"v":1,"t":"refund"}',))
    for message in (FindSaleReply((fact,)), JournalReply((fact,), 4)):
        assert msgspec.json.decode(msgspec.json.encode(message), type=type(message)) == message
