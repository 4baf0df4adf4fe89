"""What bringing a friend paid, when the friend's purchase comes back."""

from __future__ import annotations

from typing import Final

from pos_app.kernel.ids import LotId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, owed_key
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.referral import REFERRAL
from pos_app.loyalty.reversing.frozen import Frozen
from pos_app.loyalty.reversing.undoing import Undoing
from pos_app.loyalty.settings import Shortfall

_USES: Final = "uses:"
_STAMPS: Final = "stamps:"
_PAID: Final = "paid:"
_OWED = owed_key("")


def referral_back(undoing: Undoing, frozen: Frozen) -> None:
    """Take the pay-out of a referral back on both sides once what the friend keeps is less than had to be bought.

    It can be paid out again with a later purchase. What a member has who is not known here stays.
    """
    for activity in undoing.compiled.program.activities:
        enough = max(1, activity.minimum_minor)
        if activity.kind != REFERRAL:
            continue
        if not frozen.kept_spend(undoing.before) >= enough > frozen.kept_spend(undoing.after):
            continue
        rules = {activity.activity_id, _PAID + activity.activity_id}
        for entry in list(undoing.of_sale()):
            if entry.rule in rules:
                _undo(undoing, entry)


def _undo(undoing: Undoing, entry: EntryDraft) -> None:
    owner = entry.owner
    if owner is None or owner not in undoing.members or entry.points <= 0:
        return
    leg = f"take:{entry.leg}"
    if entry.key in (POINTS, PENDING) or entry.key.startswith(_STAMPS):
        left = entry.points
        if entry.key == PENDING:
            left -= undoing.take_own(owner, PENDING, leg, entry.rule, left, _lots(undoing, entry))
        key = POINTS if entry.key == PENDING else entry.key
        owe = undoing.compiled.program.returns.shortfall is not Shortfall.CLAMP
        missing = undoing.take(owner, key, leg, entry.rule, left, owe) if left else 0
        undoing.preview.append(
            Message("return.bonus_taken", {"taken_points": entry.points - (0 if owe else missing)})
        )
    elif entry.key.startswith((_OWED, _USES)):
        taken = undoing.take_own(owner, entry.key, leg, entry.rule, entry.points, _lots(undoing, entry))
        if entry.key.startswith(_OWED):
            _annul(undoing, entry, entry.points - taken)


def _annul(undoing: Undoing, owed: EntryDraft, count: int) -> None:
    """Annul the coupons that were owed and printed with the very sale: it would bring them again and again."""
    given = undoing.of_sale(
        lambda each: each.owner == owed.owner and each.key == owed.key and each.points < 0
    )
    if not any(given):
        return
    coupon_id = owed.key.removeprefix(_OWED)
    rules = undoing.compiled.program.coupons
    name = next((rule.name for rule in rules if rule.coupon_id == coupon_id), coupon_id)
    printed = list(undoing.of_sale(lambda each: each.leg.startswith(f"issue:{coupon_id}:owed:")))
    for paper in printed[: max(0, count)]:
        good = undoing.undo_bearer(paper, f"take:{paper.leg}")
        code = "return.coupon_annulled" if good else "return.coupon_gone"
        undoing.preview.append(Message(code, {"coupon": name}))


def _lots(undoing: Undoing, entry: EntryDraft) -> dict[LotId, int]:
    own = undoing.own(entry.owner, entry.key).put
    return {change.lot_id: own.get(change.lot_id, 0) for change in entry.lots}
