"""What is on a member's accounts, as sections of the pane. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pos_app.loyalty.accounts import PENDING, donation_key, plan_key, stamps_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Charity
from pos_app.loyalty.lifecycle.tiers import figure_of, next_tier
from pos_app.loyalty.lots import good_lots
from pos_app.loyalty.member import Lot, MemberSnapshot
from pos_app.loyalty.settings import TierMeasure
from pos_app.ui import explaining
from pos_app.ui.formatting import Formats
from pos_app.ui.member.state import Row, Section
from pos_app.ui.tone import Tone

LOTS_SHOWN = 6


def points_section(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, formats: Formats
) -> Section:
    """Return what can be spent, what is owed, what waits until when, what ends when."""
    translate = formats.translate
    dated = good_lots(compiled, member, at_ms)
    spendable = sum(each.lot.open_points for each in dated) - member.debt_points
    why = "\n".join(
        [translate("why.balance", balance_points=spendable)]
        + [_earned("why.lot_earned", each.lot, formats) for each in dated]
        + ([translate("why.debt", debt_points=member.debt_points)] if member.debt_points else [])
    )
    rows = [Row(translate("ui.member.spendable"), formats.points(spendable), why=why)]
    if member.debt_points:
        owed = translate("why.owed", owed_points=member.debt_points)
        debt = formats.points(-member.debt_points)
        rows.append(Row(translate("ui.member.debt"), debt, tone=Tone.BAD, why=owed))
    waiting = member.account(PENDING).lots
    for day_ms, points in _by_end((lot.expires_at_ms, lot) for lot in waiting):
        said = "ui.member.waits" if day_ms is not None else "ui.member.waits_still"
        why = _lots_why("why.waiting", (lot for lot in waiting if lot.expires_at_ms == day_ms), formats)
        rows.append(Row(translate(said, **_day(day_ms)), formats.points(points), why=why))
    ends = _by_end((each.expires_at_ms, each.lot) for each in dated)
    for day_ms, points in ends[:LOTS_SHOWN]:
        said = "ui.member.ends" if day_ms is not None else "ui.member.never_ends"
        same = (each.lot for each in dated if each.expires_at_ms == day_ms)
        why = _lots_why("why.lot_earned", same, formats)
        rows.append(Row(translate(said, **_day(day_ms)), formats.points(points), why=why))
    return Section(translate("ui.member.points"), tuple(rows))


def tier_section(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, formats: Formats
) -> Section | None:
    """Return the tier with its perks and the way to the next one, None where the program has no tiers."""
    tier = compiled.tier_by_id.get(member.tier)
    if tier is None:
        return None
    why = explaining.tier(compiled, member, at_ms, formats)
    rows = [Row(tier.name, detail="  ·  ".join(tier.perks), why=why)]
    found = next_tier(compiled, member, at_ms)
    if found is not None and found[0].threshold:
        above, threshold = found[0], found[0].threshold
        figure = figure_of(member, at_ms)
        written = f"{_measured(compiled, figure, formats)} / {_measured(compiled, threshold, formats)}"
        rows.append(
            Row(
                formats.translate("ui.member.next_tier", tier=above.name),
                written,
                percent=max(0, min(100, figure * 100 // threshold)),
                why=explaining.progress(compiled, member, at_ms, formats),
            )
        )
    return Section(formats.translate("ui.member.tier"), tuple(rows))


def stamps_section(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, formats: Formats
) -> Section | None:
    """Return every stamp card with how full it is, None where the program has none."""
    rows = []
    for card in compiled.program.cards:
        have = _good(member.account(stamps_key(card.card_id)).lots, at_ms)
        said = formats.translate("ui.member.stamps", have=have, full=card.full)
        missing = max(0, card.full - have)
        why = formats.translate("why.stamps", have=have, full=card.full, missing=missing)
        rows.append(Row(card.name, said, percent=min(100, have * 100 // max(1, card.full)), why=why))
    return Section(formats.translate("ui.member.cards"), tuple(rows)) if rows else None


def plans_section(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, formats: Formats
) -> Section | None:
    """Return until when each paid membership runs, None where the program sells none."""
    rows = []
    for plan in compiled.program.plans:
        ends = [
            lot.expires_at_ms
            for lot in member.account(plan_key(plan.plan_id)).lots
            if lot.open_points > 0 and (lot.expires_at_ms is None or lot.expires_at_ms >= at_ms)
        ]
        last = max((end for end in ends if end is not None), default=None)
        if not ends:
            rows.append(Row(plan.name, formats.translate("ui.member.no_plan")))
        elif last is None:
            rows.append(Row(plan.name, formats.translate("ui.member.plan_for_good"), tone=Tone.GOOD))
        else:
            said = formats.translate("ui.member.plan_until", day_ms=last)
            rows.append(Row(plan.name, said, tone=Tone.GOOD))
    return Section(formats.translate("ui.member.plans"), tuple(rows)) if rows else None


def charities_section(
    compiled: CompiledProgram, member: MemberSnapshot, formats: Formats, by_all: Mapping[str, int]
) -> Section | None:
    """Return what this member gave, by the shop's share or by points, with what all members gave (`by_all`, minor units
    by the charity's id); None where the program gives to nobody.
    """
    rows = tuple(
        _charity(charity, member.account(donation_key(charity.charity_id)).balance_points, formats, by_all)
        for charity in compiled.program.charities
    )
    return Section(formats.translate("ui.member.given"), rows) if rows else None


def _charity(charity: Charity, given_minor: int, formats: Formats, by_all: Mapping[str, int]) -> Row:
    if charity.percent.numerator:
        percent = formats.percent(charity.percent)
        why = formats.translate("why.given_share", amount_minor=given_minor, percent=percent)
    else:
        why = formats.translate("why.given_points", amount_minor=given_minor)
    together = formats.translate(
        "ui.member.given_by_all", amount_minor=by_all.get(charity.charity_id, given_minor)
    )
    return Row(charity.name, formats.money(given_minor), together, why=why)


def _lots_why(code: str, lots: Iterable[Lot], formats: Formats) -> str:
    return "\n".join(_earned(code, lot, formats) for lot in lots if lot.open_points)


def _earned(code: str, lot: Lot, formats: Formats) -> str:
    return formats.translate(code, lot_points=lot.open_points, earned_ms=lot.earned_at_ms)


def _measured(compiled: CompiledProgram, figure: int, formats: Formats) -> str:
    match compiled.program.tiering.measure:
        case TierMeasure.SPEND:
            return formats.money(figure)
        case TierMeasure.POINTS:
            return formats.points(figure)
        case TierMeasure.VISITS:
            return str(figure)


def _by_end(lots: Iterator[tuple[int | None, Lot]]) -> list[tuple[int | None, int]]:
    """Return the points that end together, the soonest first, those that never end last."""
    found: dict[int | None, int] = {}
    for ends, lot in lots:
        if lot.open_points:
            found[ends] = found.get(ends, 0) + lot.open_points
    return sorted(found.items(), key=lambda each: (each[0] is None, each[0] or 0))


def _good(lots: tuple[Lot, ...], at_ms: int) -> int:
    return sum(lot.open_points for lot in lots if lot.expires_at_ms is None or lot.expires_at_ms >= at_ms)


def _day(day_ms: int | None) -> dict[str, int]:
    return {} if day_ms is None else {"day_ms": day_ms}
