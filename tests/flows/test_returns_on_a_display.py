"""A return by real keys on a real display: the receipt's bar code typed by a scanner, F keys, the money paid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.demo.scans import DEMO_CARD, DEMO_SCANS
from pos_app.storage.verify import verify
from tests.support.displays import MISSING, WHY_MISSING, display
from tests.support.till_process import till_process
from tests.support.windows import demo_shop

pytestmark = pytest.mark.skipif(bool(MISSING), reason=WHY_MISSING)

PIN = "1234"
COFFEE = DEMO_SCANS[2].code


def test_the_receipt_comes_back_under_a_foreign_layout(tmp_path: Path) -> None:
    """Hyphens and letters of the receipt's number arrive whole whatever the layout of the keyboard says."""
    demo_shop(tmp_path)
    with display() as screen, till_process(screen, tmp_path) as till:
        screen.layout("de")
        till.until(lambda seen: seen["ready"] and seen["active"])
        screen.type(PIN)
        till.until(lambda seen: seen["state"] and seen["focus"].startswith("Entry"))
        screen.scan(DEMO_CARD.code, COFFEE)
        till.until_state(lambda one: one["member"] and len(one["rows"]) == 1)
        screen.key("F10")
        state = till.until_state(lambda one: one["status"]["message"].endswith(" printed"))
        number = state["status"]["message"].split()[1]
        paid = state["tile"]["amount"]
        screen.scan(number)
        till.until(lambda seen: seen["pane"] == "ReturnScreen")
        screen.scan(COFFEE)
        till.until(lambda seen: seen["next"] == "Show what happens")
        screen.key("Return")
        till.until(lambda seen: seen["next"] == f"Agree: {paid} back")
        screen.key("Return")
        state = till.until_state(lambda one: one["rows"] and one["rows"][0]["returned"])
        assert state["tile"]["amount"] == paid
        screen.key("Return")
        till.until_state(lambda one: one["mode"] == "paying")
        screen.key("F12")
        till.until_state(lambda one: one["tile"]["caption"] == "Paid out")
        till.until_state(lambda one: one["status"]["message"].endswith(" printed"))
        till.close()
    assert verify(tmp_path, use_keyring=False).is_whole
