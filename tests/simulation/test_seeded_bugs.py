"""Proof that the worlds can fail: each rule taken out of the production classes is noticed within a few seeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.errors import PosError
from pos_app.storage.syncing import reservations
from pos_app.storage.syncing.covering import Covering
from pos_app.storage.syncing.outbox import StoredOutbox
from pos_app.wire.pull import FedAccount
from tests.simulation.conftest import Lived
from tests.simulation.world import PROFILES

SEEDS = 12


def _trusts_its_own_ack(patch: pytest.MonkeyPatch) -> None:
    """R3: a server that was restored has less than it had; the till does not send again."""
    patch.setattr(StoredOutbox, "rewind", lambda *_: None)


def _counts_own_facts_beside_the_balance(patch: pytest.MonkeyPatch) -> None:
    """4.6: what the server told contains the till's own facts up to the mark."""
    patch.setattr(Covering, "is_covered", lambda *_: False)
    patch.setattr(Covering, "floor", lambda *_: 0)


def _cursor_before_rows(patch: pytest.MonkeyPatch) -> None:
    """R13: rows and cursors belong together."""
    take_in = StoredOutbox.take_in

    def without_the_last_account(self: StoredOutbox, reply: Any) -> Any:
        accounts = [row for row in reply.changes if isinstance(row, FedAccount)]
        left = tuple(row for row in reply.changes if not accounts or row is not accounts[-1])
        return take_in(self, replace(reply, changes=left))

    patch.setattr(StoredOutbox, "take_in", without_the_last_account)


def _unlists_a_hold_when_it_is_captured(patch: pytest.MonkeyPatch) -> None:
    """R9: a hold stays listed until the fact that captured it has arrived."""
    listed = reservations.open_reservations
    sql = "SELECT res_id FROM reservation WHERE state = 'captured'"

    def without_captured(connection: Any) -> Any:
        captured = {row[0] for row in connection.exec_driver_sql(sql).all()}
        return tuple(each for each in listed(connection) if UUID(each.res_id).bytes not in captured)

    patch.setattr("pos_app.storage.syncing.pushing.open_reservations", without_captured)


BUGS: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "trusts its own ack": ("restores", _trusts_its_own_ack),
    "counts own facts beside the balance": ("cables", _counts_own_facts_beside_the_balance),
    "cursor before rows": ("cables", _cursor_before_rows),
    "unlists a hold when it is captured": ("cables", _unlists_a_hold_when_it_is_captured),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("bug", BUGS)
def test_a_seeded_bug_is_found(lived: Lived, bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    profile, sow = BUGS[bug]
    sow(monkeypatch)
    for seed in range(SEEDS):
        try:
            if lived(seed, PROFILES[profile]):
                return
        except (AssertionError, PosError):
            return
    raise AssertionError(f"{SEEDS} worlds of {profile} did not notice: {bug}")
