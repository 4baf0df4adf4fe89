"""Counted things that a tier or plan brings."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import Refused
from pos_app.loyalty.accounts import uses_key
from pos_app.loyalty.extras import Entitlement, Plan
from pos_app.loyalty.lifecycle.entitling import entitlements, use_entitlement
from pos_app.loyalty.rules import Period, UseLimit, When, Whose
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import compiled, line

STYLE = Entitlement("style", "Styling", UseLimit(2, Period.YEAR), When(tiers=("gold",)))
LOUNGE = Entitlement("lounge", "Lounge", UseLimit(1, Period.DAY), When(plans=("club",)))
GIFT = Entitlement("gift", "Gift", UseLimit(10, Period.EVER, Whose.EVERYBODY))
SHOP = compiled(entitlements=(STYLE, LOUNGE, GIFT), plans=(Plan("club", "Club", "900", 12),))
AT_MS = day_ms("2026-03-10")


def use(ledger: Ledger, name: str, at: str = "2026-03-10") -> None:
    ledger.post(use_entitlement(SHOP, ledger.member, name, day_ms(at)), day_ms(at))


def test_two_sessions_a_year() -> None:
    ledger = Ledger(SHOP, newcomer(tier="gold"))
    lefts = []
    for _ in range(2):
        lefts.append(entitlements(SHOP, ledger.member, AT_MS)[0].left)
        use(ledger, "style")
    last = entitlements(SHOP, ledger.member, AT_MS)[0]
    assert (lefts, last.left, last.times) == ([2, 1], 0, 2)
    assert last.why_not is not None
    assert (last.why_not.code, last.why_not.params["again_ms"]) == ("limit.member", day_ms("2027-01-01", 0))
    with pytest.raises(Refused, match=r"limit\.member"):
        use(ledger, "style", "2026-12-31")
    use(ledger, "style", "2027-01-01")


def test_what_is_not_for_a_member_is_not_shown() -> None:
    ledger = Ledger(SHOP, newcomer(tier="basic"))
    assert [each.entitlement_id for each in entitlements(SHOP, ledger.member, AT_MS)] == ["gift"]
    with pytest.raises(Refused, match=r"entitlement\.not_for"):
        use(ledger, "style")
    with pytest.raises(Refused, match=r"entitlement\.unknown"):
        use(ledger, "gone")


def test_a_plan_brings_it_while_it_runs() -> None:
    ledger = Ledger(SHOP)
    ledger.sell(line(1, product="900"), at="2026-03-10")
    use(ledger, "lounge", "2026-03-10")
    with pytest.raises(Refused, match=r"limit\.member"):
        use(ledger, "lounge", "2026-03-10")
    use(ledger, "lounge", "2026-03-11")
    with pytest.raises(Refused, match=r"entitlement\.not_for"):
        use(ledger, "lounge", "2027-03-12")


def test_a_stock_that_everybody_shares() -> None:
    who = newcomer()
    with pytest.raises(Refused, match=r"limit\.everybody_ever"):
        use_entitlement(SHOP, who, "gift", AT_MS, ((uses_key("gift", "ever"), 10),))
    (entry,) = use_entitlement(SHOP, who, "gift", AT_MS, ((uses_key("gift", "ever"), 9),))
    assert (entry.owner, entry.reason.code) == (None, "entitlement.used")
