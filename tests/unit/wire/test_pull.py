"""Rows of the feed as JSON."""

from __future__ import annotations

import msgspec

from pos_app.wire.pull import FedAccount, FedDocument, FedIdentifier, FedLot, FedMember, PullReply

LOT = FedLot("l", 1, None, 10, 4, "", 2)
ACCOUNT = FedAccount(7, 3, "a", "m", "points", 9, 4, 0, 0, 0, (LOT,), {"s": 12})
MEMBER = FedMember(
    1, 2, "m", None, "active", "base", 0, 0, True, "", (), "", (FedIdentifier("card", "00", "active", None),),
    None, 1,
)  # fmt: skip
DOCUMENT = FedDocument(5, 6, "store:0001", "product", "p", 2, "{}")


def test_every_kind_of_row_comes_back_as_itself() -> None:
    reply = PullReply(
        server_epoch="e",
        server_time=1,
        changes=(ACCOUNT, MEMBER, DOCUMENT),
        cursors={7: 3, 1: 2, 5: 6},
        more=False,
    )
    assert msgspec.json.decode(msgspec.json.encode(reply), type=PullReply) == reply


def test_a_lot_travels_as_a_list() -> None:
    assert msgspec.json.encode(LOT) == b'["l",1,null,10,4,"",2]'
