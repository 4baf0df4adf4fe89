"""Sign-on: tries are counted on disk, a lock outlives a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId
from pos_app.kernel.limits import PIN_LOCK_MAX_MS, PIN_LOCK_MS, PIN_TRIES
from pos_app.ports.staff import Cashier, Role
from pos_app.storage.opening import Storage
from pos_app.storage.verify import verify
from tests.support.tills import START_MS, CountedIds, opened

ANN = Cashier(CashierId(CountedIds(5)()), "Ann Lee", Role.CASHIER)
BOB = Cashier(CashierId(CountedIds(6)()), "Bob Ray", Role.MANAGER)


def _try(till: Storage, pin: str, at_ms: int = START_MS) -> str:
    try:
        return till.staff.sign_on(ANN.cashier_id, pin, at_ms).name
    except Refused as refused:
        return f"{refused.code} {[*refused.message.params.values()]}"


def test_the_right_pin_signs_on(till: Storage) -> None:
    till.staff.add(BOB, "123456")
    till.staff.add(ANN, "1234")
    assert till.staff.cashiers() == (ANN, BOB)
    assert till.staff.sign_on(BOB.cashier_id, "123456", START_MS) == BOB
    assert _try(till, "123456").startswith("sign_on.wrong_pin")
    with pytest.raises(Refused) as refused:
        till.staff.sign_on(CashierId(CountedIds(99)()), "1234", START_MS)
    assert refused.value.code == "sign_on.unknown"


@pytest.mark.parametrize(
    ("cashier", "pin"),
    [(ANN, "123"), (ANN, "abcd"), (ANN, ""), (ANN, "1" * 13), (ANN, "١٢٣٤"), (BOB, "12345")],
)
def test_a_pin_has_its_length_in_digits(till: Storage, cashier: Cashier, pin: str) -> None:
    with pytest.raises(Refused) as refused:
        till.staff.add(cashier, pin)
    assert refused.value.code == "staff.pin_bad"
    assert till.staff.cashiers() == ()


def test_five_wrong_pins_lock_and_a_restart_does_not_help(folder: Path) -> None:
    with opened(folder) as till:
        till.staff.add(ANN, "1234")
        for left in range(PIN_TRIES - 1, 1, -1):
            assert _try(till, "0000") == f"sign_on.wrong_pin [{left}]"
    with opened(folder, 500) as till:
        assert _try(till, "0000") == "sign_on.wrong_pin [1]"
        assert _try(till, "0000") == "sign_on.locked [30]"
    with opened(folder, 900) as till:
        assert _try(till, "1234", START_MS + 1) == "sign_on.locked [30]"
        assert _try(till, "1234", START_MS + PIN_LOCK_MS - 1) == "sign_on.locked [1]"
        assert _try(till, "1234", START_MS + PIN_LOCK_MS) == "Ann Lee"
        assert till.database.rows("SELECT kind FROM journal") == [("op.lockout",)]
    assert verify(folder, use_keyring=False).is_whole


def test_each_lock_is_twice_as_long_up_to_half_an_hour(till: Storage) -> None:
    till.staff.add(ANN, "1234")
    at_ms, locks = START_MS, []
    with till.database.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE staff SET lock_ms = ?, tries = ?", (PIN_LOCK_MAX_MS // 4, PIN_TRIES - 1)
        )
    for _ in range(3):
        locks.append(_try(till, "0000", at_ms))
        at_ms += PIN_LOCK_MAX_MS
        with till.database.transaction() as connection:
            connection.exec_driver_sql("UPDATE staff SET tries = ?", (PIN_TRIES - 1,))
    assert locks == ["sign_on.locked [900]", "sign_on.locked [1800]", "sign_on.locked [1800]"]


def test_a_clock_set_back_does_not_lock_for_years(till: Storage) -> None:
    till.staff.add(ANN, "1234")
    with till.database.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE staff SET lock_ms = 30000, locked_until_ms = ?", (START_MS + 10**12,)
        )
    assert _try(till, "1234") == "sign_on.locked [30]"
    assert _try(till, "1234", START_MS + 29_000) == "sign_on.locked [1]"
    assert _try(till, "1234", START_MS + 30_000) == "Ann Lee"


def test_a_kill_before_the_lock_gives_no_further_try(till: Storage) -> None:
    till.staff.add(ANN, "1234")
    with till.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE staff SET tries = ?", (PIN_TRIES,))
    assert _try(till, "1234") == "sign_on.locked [30]"


def test_half_a_character_is_a_wrong_pin(till: Storage) -> None:
    till.staff.add(ANN, "1234")
    assert _try(till, "\ud800") == f"sign_on.wrong_pin [{PIN_TRIES - 1}]"


def test_the_pin_is_nowhere_to_be_read(till: Storage) -> None:
    till.staff.add(ANN, "1234")
    row = till.database.row("SELECT pin_hash FROM staff")
    assert row is not None
    assert row[0].startswith("$argon2id$v=19$m=65536,t=3,p=1$")
