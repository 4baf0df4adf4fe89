"""How much of what a sale earned a return takes back."""

from __future__ import annotations

from pos_app.kernel.money import Rounding, divide
from pos_app.loyalty.accounts import PENDING, POINTS, remainder_key
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.matching import fits
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.reversing.frozen import Frozen
from pos_app.loyalty.reversing.shares import Back
from pos_app.loyalty.reversing.sold import SoldPart
from pos_app.loyalty.reversing.undoing import Undoing
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import TakeBack

_STAMPS = "stamps:"
_REMAINDER = remainder_key("")


def to_take(undoing: Undoing, frozen: Frozen, member: MemberSnapshot) -> dict[str, int]:
    """Return the units to take back per account (points, stamps of a card), 0 left out."""
    earned = earned_entries(undoing, member)
    mode = undoing.compiled.program.returns.take_back
    if mode is TakeBack.CUMULATIVE:
        found = _cumulative(undoing, frozen, member, earned)
    else:
        weigh = _share_of if mode is TakeBack.PRO_RATA else _steps_of
        found = {
            account: sum(
                weigh(frozen, undoing.after, entry) - weigh(frozen, undoing.before, entry)
                for entry in entries
            )
            for account, entries in earned.items()
        }
    return {account: units for account, units in found.items() if units > 0}


def earned_entries(undoing: Undoing, member: MemberSnapshot) -> dict[str, list[EntryDraft]]:
    """Return what earn rules gave in the sale, by account; points that waited count as points."""
    activities = {activity.activity_id for activity in undoing.compiled.program.activities}
    found: dict[str, list[EntryDraft]] = {}
    for entry in undoing.of_sale(lambda each: each.kind is EntryKind.EARN and each.owner == member.member_id):
        counts = entry.key in (POINTS, PENDING) or entry.key.startswith(_STAMPS)
        if counts and entry.rule not in activities:
            found.setdefault(POINTS if entry.key == PENDING else entry.key, []).append(entry)
    return found


def waiting_changes(undoing: Undoing, frozen: Frozen, member: MemberSnapshot) -> dict[str, int]:
    """Return by how much the spend that waits changes, per rule: as if what is back had never been bought."""
    cumulative = undoing.compiled.program.returns.take_back is TakeBack.CUMULATIVE
    if frozen.is_carried and cumulative:
        changes = {rule.rule_id: change for rule, change, _ in _carried(undoing, frozen, member)}
    else:
        changes = {}
        if undoing.after.is_everything and not undoing.before.is_everything:
            came: dict[str, int] = {}
            for entry in undoing.of_sale(lambda each: each.key.startswith(_REMAINDER)):
                rule_id = entry.key.removeprefix(_REMAINDER)
                came[rule_id] = came.get(rule_id, 0) + entry.points
            changes = {rule_id: max(-minor, -_waits(member, rule_id)) for rule_id, minor in came.items()}
    return {rule: change for rule, change in changes.items() if change}


def _cumulative(
    undoing: Undoing, frozen: Frozen, member: MemberSnapshot, earned: dict[str, list[EntryDraft]]
) -> dict[str, int]:
    """What was earned less what the kept lines would earn. Where spend is carried over, a step that what is left of all
    that was ever spent no longer makes is gone, too; so is none that it makes with what came back before.
    """
    if frozen.is_carried:
        before = frozen.earned(undoing.before, frozen.start).units
        after = frozen.earned(undoing.after, frozen.start).units
        found = {account: before[account] - after.get(account, 0) for account in before}
        scale = undoing.compiled.scale
        for rule, _, steps in _carried(undoing, frozen, member):
            units = divide(abs(steps) * rule.points.numerator * scale, rule.points.denominator, Rounding.DOWN)
            found[rule.account] = found.get(rule.account, 0) + (units if steps > 0 else -units)
        return found
    found = {}
    for account, entries in earned.items():
        whole = sum(entry.points for entry in entries)
        left = [
            min(whole, frozen.earned(back, {}).units.get(account, 0)) if back.is_any else whole
            for back in (undoing.before, undoing.after)
        ]
        found[account] = left[0] - left[1]
    return found


def _carried(undoing: Undoing, frozen: Frozen, member: MemberSnapshot) -> list[tuple[EarnRule, int, int]]:
    """Return (rule, change of what waits, steps that are gone besides) for rules that carry spend over.

    What waits stays between nothing and a step: when the return would push it below, one step more is gone; when it
    would push it above, because an earlier return took a step, one less.
    """
    before, after = (frozen.earned(back, frozen.start).waiting for back in (undoing.before, undoing.after))
    found: list[tuple[EarnRule, int, int]] = []
    for rule in frozen.compiled.rules:
        if rule.kind is EarnKind.SPEND and rule.rule_id in {*before, *after}:
            change = after.get(rule.rule_id, 0) - before.get(rule.rule_id, 0)
            steps = -((_waits(member, rule.rule_id) + change) // rule.step)
            found.append((rule, change + steps * rule.step, steps))
    return found


def _waits(member: MemberSnapshot, rule: str) -> int:
    return max(0, member.account(remainder_key(rule)).balance_points)


def _share_of(frozen: Frozen, back: Back, entry: EntryDraft) -> int:
    return back.share(entry.points, frozen.base)


def _steps_of(frozen: Frozen, back: Back, entry: EntryDraft) -> int:
    """Return the points of the whole steps that are back; what counts no steps goes in proportion, rounded down, a
    bonus of the whole sale with its last line.
    """
    if back.is_everything:
        return entry.points
    rule = next((each for each in frozen.compiled.rules if each.rule_id == entry.rule), None)
    lines = [
        part
        for part in back.sold.parts
        if (rule is None or fits(rule.selector, part.line)) and entry.line_no in (0, part.line.line_no)
    ]
    if rule is None or rule.kind in (EarnKind.MULTIPLIER, EarnKind.PERCENT):
        whole = sum(frozen.base(part) for part in lines)
        gone = sum(back.of(part, frozen.base(part)) for part in lines)
        return divide(entry.points * gone, whole, Rounding.DOWN) if whole else 0
    if rule.kind is EarnKind.SALE:
        return entry.points if all(back.has_all_of(part) for part in lines) else 0
    steps = sum(_measure(frozen, rule, part) for part in lines) // rule.step
    gone = sum(back.of(part, _measure(frozen, rule, part)) for part in lines) // rule.step
    return divide(entry.points * min(gone, steps), steps, Rounding.DOWN) if steps else 0


def _measure(frozen: Frozen, rule: EarnRule, part: SoldPart) -> int:
    if rule.kind is EarnKind.SPEND:
        return frozen.base(part)
    return max(part.line.quantity_milli, 0) if frozen.base(part) else 0
