"""How far a member is towards a tier."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import QUALIFYING, plan_key
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.booking import put_shared, take, tier_entry
from pos_app.loyalty.lots import lots_of
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.settings import CurrentSale, TierMeasure, TierWindow
from pos_app.loyalty.spans import day_of, end_of_day, end_of_year, months_end


def has_thresholds(program: Program) -> bool:
    """Say whether any tier can be reached: only then is anything counted towards one."""
    return any(tier.threshold is not None for tier in program.tiers)


def can_raise(program: Program) -> bool:
    """Say whether a sale can have the benefits of a tier that it reaches itself."""
    at_once = program.tiering.include_current_sale is CurrentSale.AT_ONCE and has_thresholds(program)
    return at_once or any(plan.at_once and plan.tier for plan in program.plans)


def order_of(compiled: CompiledProgram, tier_id: str) -> int:
    """Return where a tier stands, -1 for none or one that the program does not have."""
    tier = compiled.tier_by_id.get(tier_id)
    return tier.order if tier is not None else -1


def higher(compiled: CompiledProgram, one: str, other: str) -> str:
    """Return the higher of two tiers."""
    return other if order_of(compiled, other) > order_of(compiled, one) else one


def reached(compiled: CompiledProgram, figure: int) -> str:
    """Return the highest tier whose threshold `figure` reaches (exactly at it is reached), else the first tier."""
    program = compiled.program
    fitting = [tier for tier in program.tiers if tier.threshold is not None and tier.threshold <= figure]
    return max(fitting, key=lambda tier: tier.order).tier_id if fitting else program.entry_tier


def figure_of(member: MemberSnapshot, at_ms: int, until_ms: int | None = None) -> int:
    """Return what counts at `at_ms` in units of the measure: the open lots of `qualifying` that have not left the
    window. Of the past: lots that end after `until_ms` were not there yet.
    """
    return sum(
        lot.open_points
        for lot in member.account(QUALIFYING).lots
        if lot.expires_at_ms is None
        or (lot.expires_at_ms >= at_ms and (until_ms is None or lot.expires_at_ms <= until_ms))
    )


def window_end(compiled: CompiledProgram, at_ms: int) -> int | None:
    """Return the last instant at which what is counted at `at_ms` still counts."""
    tiering = compiled.program.tiering
    if tiering.window is TierWindow.LIFETIME:
        return None
    if tiering.window is TierWindow.CALENDAR_YEAR:
        return end_of_day(end_of_year(day_of(at_ms, compiled.zone)), compiled.zone)
    return months_end(at_ms, tiering.months, compiled.zone)


def spend_minor(basket: Basket, quote: Quote) -> int:
    """Return what the goods of a sale were paid for, less everything that came off; lines that may earn nothing (gift
    cards, tobacco) and what points paid are left out. Never negative.
    """
    left_out = {item.line_no for item in quote.left_out}
    minor = sum(line.amount_minor for line in basket.lines if line.line_no not in left_out)
    minor += sum(price.amount_minor for price in quote.prices if price.line_no not in left_out)
    minor += sum(change.amount_minor for change in quote.changes if change.line_no not in left_out)
    minor += sum(each.amount_minor for each in quote.by_hand if each.line_no not in left_out)
    return max(0, minor - sum(tender.amount_minor for tender in quote.tenders))


def measured(compiled: CompiledProgram, basket: Basket, quote: Quote) -> int:
    """Return what a sale counts towards a tier: minor units, point units or one visit; 0 when tiers have no
    thresholds.
    """
    if not basket.lines or not has_thresholds(compiled.program):
        return 0
    measure = compiled.program.tiering.measure
    if measure is TierMeasure.VISITS:
        return 1
    return spend_minor(basket, quote) if measure is TierMeasure.SPEND else quote.earn_points


def tier_in_sale(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, quote: Quote) -> str:
    """Return the tier whose benefits this very sale has: the member's, or a higher one that the sale reaches
    (`include_current_sale = "at_once"`) or that a plan bought in it brings at once.
    """
    program = compiled.program
    tier = member.tier
    if program.tiering.include_current_sale is CurrentSale.AT_ONCE and has_thresholds(program):
        figure = figure_of(member, basket.at_ms) + measured(compiled, basket, quote)
        tier = higher(compiled, tier, reached(compiled, figure))
    for plan in program.plans:
        if plan.at_once and plan.tier and any(line.product == plan.product for line in basket.lines):
            tier = higher(compiled, tier, plan.tier)
    return tier


def qualifying_entries(
    compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, quote: Quote
) -> tuple[EntryDraft, ...]:
    """Return the entry that counts a sale towards the next tier, in the window it was bought in."""
    figure = measured(compiled, basket, quote)
    if figure <= 0:
        return ()
    reason = Message(f"tier.counted_{compiled.program.tiering.measure.value}")
    ends = window_end(compiled, basket.at_ms)
    return (
        put_shared(member.member_id, QUALIFYING, QUALIFYING, EntryKind.EARN, figure, "tiers", reason, ends),
    )


def upgrade_entries(
    compiled: CompiledProgram, before: MemberSnapshot, after: MemberSnapshot, tier: str, at_ms: int
) -> tuple[EntryDraft, ...]:
    """Return the entries by which a sale raises the tier: `before` and `after` it was counted, `tier` the one the sale
    was quoted with. A member without a tier of the program gets the first one.
    """
    if not has_thresholds(compiled.program):
        new = higher(compiled, after.tier, tier)
    else:
        not_counted = compiled.program.tiering.include_current_sale is CurrentSale.NOT_COUNTED
        figure = figure_of(before if not_counted else after, at_ms)
        new = higher(compiled, higher(compiled, after.tier, tier), reached(compiled, figure))
    if new == after.tier or new not in compiled.tier_by_id:
        return ()
    name = compiled.tier_by_id[new].name
    entry = tier_entry(
        after.member_id, f"tier:reached:{new}", new, Message("tier.reached", {"tier": name}), at_ms
    )
    return (entry, *reset_entries(compiled, after, at_ms))


def reset_entries(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> tuple[EntryDraft, ...]:
    """Return the entry that starts the figure anew when a tier is reached, where the program says so."""
    lots = lots_of(member.account(QUALIFYING), at_ms)
    points = sum(dated.lot.open_points for dated in lots)
    if not compiled.program.tiering.reset_points or not points:
        return ()
    reason = Message("tier.figure_reset")
    return (
        take(member.member_id, "tier:reset", EntryKind.EXPIRE, points, "tiers", reason, lots, key=QUALIFYING),
    )


def next_tier(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> tuple[Tier, int] | None:
    """Return the nearest higher tier with what is missing to it, None when there is none to reach."""
    order = order_of(compiled, member.tier)
    above = [tier for tier in compiled.program.tiers if tier.threshold is not None and tier.order > order]
    if not above:
        return None
    tier = min(above, key=lambda each: each.order)
    return tier, max(0, (tier.threshold or 0) - figure_of(member, at_ms))


def progress(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Message | None:
    """Return how far the next tier is, as a sentence: "12.00 more to Gold"."""
    found = next_tier(compiled, member, at_ms)
    if found is None or not found[1]:
        return None
    tier, missing = found
    measure = compiled.program.tiering.measure
    if measure is TierMeasure.VISITS:
        return Message("tier.next_visits", {"missing": missing, "tier": tier.name})
    unit = "missing_minor" if measure is TierMeasure.SPEND else "missing_points"
    return Message(f"tier.next_{measure.value}", {unit: missing, "tier": tier.name})


def plans_with_tier(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> str:
    """Return the highest tier that a running paid membership brings, empty for none."""
    best = ""
    for plan in compiled.program.plans:
        if plan.tier and lots_of(member.account(plan_key(plan.plan_id)), at_ms):
            best = higher(compiled, best, plan.tier)
    return best
