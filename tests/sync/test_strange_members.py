"""A member of a later version, or of a terminal that lies, keeps back nobody else."""

from __future__ import annotations

import base64
from pathlib import Path
from uuid import UUID

from pos_app.kernel.ids import MemberId
from pos_app.storage.sealing import seal
from pos_app.storage.syncing.told_members import member_row
from pos_app.wire.pull import FedIdentifier, FedMember, PullReply
from tests.support.counters import counter
from tests.support.joined import join
from tests.support.tills import START_MS

MEMBER = UUID("0192f0c0-0000-7000-8000-000000000777")
IDENTIFIERS = (
    FedIdentifier("email", "aa" * 32, "active", None),
    FedIdentifier("card", "zz", "active", None),
    FedIdentifier("card", "bb" * 32, "active", None),
)


def test_identifiers_of_another_kind_are_left_out(tmp_path: Path) -> None:
    with counter(tmp_path) as till:
        join(till)
        outbox = till.storage.outbox
        told = FedMember(
            bucket=2,
            pos=1,
            member=str(MEMBER),
            canonical=None,
            status="active",
            tier="",
            tier_since=0,
            joined_at=START_MS,
            consent=True,
            sealed="",
            more=(),
            key="",
            ids=IDENTIFIERS,
            referrer=None,
            version=1,
        )
        epoch = outbox.pull_request(1).epoch
        outbox.take_in(
            PullReply(server_epoch=epoch, server_time=START_MS, changes=(told,), cursors={2: 1}, more=False)
        )
        assert outbox.pull_request(1).cursors == {2: 1}
        assert till.storage.members.found(MemberId(MEMBER)) is not None
        rows = till.storage.database.rows(
            "SELECT kind, digest FROM identifier WHERE member_id = ?", (MEMBER.bytes,)
        )
        assert rows == [("card", b"\xbb" * 32)]


def test_a_name_brings_no_commands_to_screen_or_paper() -> None:
    key = bytes(32)
    sealed = seal(key, MemberId(MEMBER), b'{"name":"Ma\\u001b@\\u202eria\\u0000 Smith","phone":""}')
    told = FedMember(
        bucket=2,
        pos=1,
        member=str(MEMBER),
        canonical=None,
        status="active",
        tier="",
        tier_since=0,
        joined_at=START_MS,
        consent=True,
        sealed=base64.b64encode(sealed).decode(),
        more=(),
        key=base64.b64encode(key).decode(),
        ids=(),
        referrer=None,
        version=1,
    )
    assert member_row(told).name == "Ma@ria S."
