"""What a member has, explained in one sentence a figure; several lines where a sum has parts. No Qt here."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.lifecycle.tiers import figure_of, next_tier
from pos_app.loyalty.lots import good_lots
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import RewardOption
from pos_app.loyalty.settings import TierMeasure
from pos_app.retail.returned import ReturnedLine
from pos_app.ui.formatting import Formats


def balance(evaluated: Evaluated, compiled: CompiledProgram, formats: Formats) -> str:
    """Return what the points that can be spent consist of: lots with their ends, less what is owed, chosen, held back;
    empty without a member.
    """
    quote, snapshot, say = evaluated.quote, evaluated.snapshot, formats.translate
    if snapshot is None:
        return ""
    said = [say("why.balance", balance_points=quote.spendable_points)]
    at_ms = evaluated.basket.at_ms
    member = up_to_date(compiled, snapshot, at_ms)
    ends: dict[int | None, int] = {}
    for one in good_lots(compiled, member, at_ms):
        ends[one.expires_at_ms] = ends.get(one.expires_at_ms, 0) + one.lot.open_points
    for until, points in ends.items():
        if until is None:
            said.append(say("why.lot_unending", lot_points=points))
        else:
            said.append(say("why.lot", lot_points=points, ends_ms=until))
    if member.debt_points:
        said.append(say("why.debt", debt_points=member.debt_points))
    rest = quote.spendable_points - (sum(ends.values()) - member.debt_points - quote.spent_points)
    if rest > 0:
        said.append(say("why.balance_same", same_points=rest))
    if quote.spent_points:
        said.append(say("why.balance_chosen", spent_points=quote.spent_points))
    if rest < 0:
        said.append(say("why.balance_held", held_points=-rest))
    if evaluated.taken_points or evaluated.given_points:
        taken, given = evaluated.taken_points, evaluated.given_points
        said.append(say("why.balance_returned", taken_points=taken, given_points=given))
    return "\n".join(said)


def tier(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, formats: Formats, in_sale: str = ""
) -> str:
    """Return since when a member has the tier and the way to the next; `in_sale` is the tier that the sale raises to.
    Empty in a program without tiers.
    """
    say, own = formats.translate, compiled.tier_by_id.get(member.tier)
    if own is None:
        return ""
    if member.tier_since_ms and member.tier != compiled.program.entry_tier:
        said = [say("why.tier", tier=own.name, since_ms=member.tier_since_ms)]
    else:
        said = [say("why.tier_entry", tier=own.name)] if member.tier == compiled.program.entry_tier else []
    raised = compiled.tier_by_id.get(in_sale)
    if raised is not None and raised is not own:
        said.append(say("why.tier_here", tier=raised.name))
    return "\n".join(part for part in (*said, progress(compiled, member, at_ms, formats)) if part)


def progress(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, formats: Formats) -> str:
    """Return what counts towards the next tier and what is missing, empty when there is none to reach."""
    found = next_tier(compiled, member, at_ms)
    if found is None or not found[0].threshold:
        return ""
    above, threshold = found[0], found[0].threshold
    figure = figure_of(member, at_ms)
    missing, say = max(0, threshold - figure), formats.translate
    match compiled.program.tiering.measure:
        case TierMeasure.SPEND:
            return say("why.progress_minor", tier=above.name, figure_minor=figure, threshold_minor=threshold,
                       missing_minor=missing)  # fmt: skip
        case TierMeasure.POINTS:
            return say("why.progress_points", tier=above.name, figure_points=figure,
                       threshold_points=threshold, missing_points=missing)  # fmt: skip
    return say("why.progress_visits", tier=above.name, figure=figure, threshold=threshold, missing=missing)


def reward(option: RewardOption, cost: str, used_cost: str, formats: Formats) -> str:
    """Return what a reward costs, what it takes off, how often it is chosen, why it cannot be used; `cost` is the price
    of one use as shown, `used_cost` that of all chosen ones.
    """
    say = formats.translate
    said = [
        say("why.reward_cost", name=option.name, cost=cost)
        if cost
        else say("why.reward_free", name=option.name)
    ]
    if option.usable and option.worth_minor:
        said.append(say("why.reward_worth", worth_minor=option.worth_minor))
    if option.used and used_cost:
        said.append(say("why.reward_used", times=option.used, cost=used_cost))
    if option.why_not is not None:
        said.append(formats.say(option.why_not))
    return "\n".join(said)


def back_line(line: ReturnedLine, number: str, formats: Formats) -> str:
    """Return what the worth of goods that come back is; `number` is the earlier receipt's, empty without one."""
    quantity = formats.quantity(line.quantity_milli, line.product.unit)
    return worth_of(formats.money(line.gross_minor), quantity, number, formats)


def worth_of(amount: str, quantity: str, number: str, formats: Formats) -> str:
    """Return what an amount for goods that come back is: what was paid for them, or today's price."""
    if not number:
        return formats.translate("why.back_line_today", amount=amount, quantity=quantity)
    return formats.translate("why.back_line", amount=amount, quantity=quantity, number=number)
