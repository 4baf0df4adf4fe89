"""Paid memberships."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.plans import runs_until
from pos_app.loyalty.program import Tier
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import compiled, line

CLUB = Plan("club", "Club", "900", 12)
KEY = plan_key("club")


def test_a_period_is_bought_with_the_product() -> None:
    ledger = Ledger(compiled(plans=(CLUB,)))
    found = ledger.sell(line(1), line(2, product="900", amount=4900), at="2026-03-10")
    (entry,) = [each for each in found.entries if each.key == KEY]
    assert (entry.kind, entry.points, entry.line_no, entry.leg) == (EntryKind.ISSUE, 1, 2, "plan:club:2:0")
    assert runs_until(ledger.member, CLUB, day_ms("2026-03-10")) == day_ms("2027-03-11", 0) - 1
    (note,) = found.statement.notes
    assert (note.code, note.params["plan"]) == ("plan.until", "Club")


def test_a_renewal_begins_where_the_running_period_ends() -> None:
    ledger = Ledger(compiled(plans=(CLUB,)))
    ledger.sell(line(1, product="900"), at="2026-03-10")
    ledger.sell(line(1, product="900"), at="2027-02-01")
    lots = ledger.member.account(KEY).lots
    assert [(each.earned_at_ms, each.expires_at_ms) for each in lots] == [
        (day_ms("2026-03-10"), day_ms("2027-03-11", 0) - 1),
        (day_ms("2027-03-11", 0), day_ms("2028-03-11", 0) - 1),
    ]
    ledger.sell(line(1, product="900"), at="2028-05-01")
    assert runs_until(ledger.member, CLUB, day_ms("2028-05-01")) == day_ms("2029-05-02", 0) - 1


def test_two_pieces_buy_two_periods() -> None:
    ledger = Ledger(compiled(plans=(Plan("club", "Club", "900", 1),)))
    ledger.sell(line(1, product="900", quantity=2000), at="2026-01-31")
    assert [each.expires_at_ms for each in ledger.member.account(KEY).lots] == [
        day_ms("2026-03-01", 0) - 1,
        day_ms("2026-03-29", 0) - 1,
    ]
    assert ledger.balance(KEY) == 2


def test_without_a_member_nothing_is_bought() -> None:
    ledger = Ledger(compiled(plans=(CLUB,)))
    assert not ledger.sell(line(1, product="900"), who=None).entries


@pytest.mark.parametrize(("at_once", "points"), [(False, 10), (True, 20)])
def test_a_plans_tier_begins_with_it_or_with_the_next_sale(at_once: bool, points: int) -> None:
    tiers = (Tier("basic", "Basic", "B", 1), Tier("plus", "Plus", "P", 2, Rate(2)))
    plan = Plan("club", "Club", "900", 12, at_once=at_once, tier="plus")
    ledger = Ledger(compiled(tiers=tiers, plans=(plan,)), newcomer(tier="basic"))
    found = ledger.sell(line(1, amount=1000), line(2, product="900", amount=0), at="2026-03-10")
    assert sum(earned for _, earned in found.statement.earned) == points
    assert ledger.member.tier == "plus"
    next_one = ledger.sell(line(1, amount=1000), at="2026-03-11")
    assert sum(earned for _, earned in next_one.statement.earned) == 20


def test_a_plan_never_lowers_a_tier() -> None:
    tiers = (Tier("plus", "Plus", "P", 1), Tier("gold", "Gold", "G", 2))
    plan = Plan("club", "Club", "900", 12, at_once=True, tier="plus")
    ledger = Ledger(compiled(tiers=tiers, plans=(plan,)), newcomer(tier="gold"))
    ledger.sell(line(1, product="900"))
    assert ledger.member.tier == "gold"
