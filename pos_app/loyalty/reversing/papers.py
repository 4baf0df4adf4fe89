"""Coupons that a sale used or issued."""

from __future__ import annotations

from typing import Final

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import claim_key
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.reversing.frozen import Frozen
from pos_app.loyalty.reversing.undoing import TAKEN, Undoing

_COUPON: Final = "coupon:"
_OWED = "owed"
"""Issued for an earlier activity, only printed with this sale."""
_AUTOMATIC = "auto"


def coupons_back(undoing: Undoing, frozen: Frozen, is_void: bool) -> None:
    """Make a used coupon good again once everything it made cheaper is back: the same paper, with its old date. Annul
    one that was issued for spending enough, when what is kept is not enough; one bought with points, with a void only.
    """
    for entry in list(undoing.of_sale(lambda each: each.owner is None and each.key.startswith(_COUPON))):
        if entry.kind is EntryKind.USE:
            _used(undoing, entry)
        elif entry.kind is EntryKind.ISSUE and _is_lost(undoing, frozen, entry, is_void):
            name = _name(undoing, entry.rule)
            good = undoing.undo_bearer(entry, f"take:{entry.leg}")
            code = "return.coupon_annulled" if good else "return.coupon_gone"
            undoing.preview.append(Message(code, {"coupon": name}))


def claim_gone(undoing: Undoing) -> None:
    """Use up the code by which the points of a sale can be claimed, with the first goods that come back: it promises
    those of the whole sale. Whoever shows a card before the return keeps what the rest earns.
    """
    if not undoing.sold.is_claimable or undoing.before.is_any or not undoing.after.is_any:
        return
    draft = undoing.draft(None, claim_key(undoing.sold.event_id), "take:claim", -1, "claim", TAKEN, (), 1)
    undoing.book(draft)
    undoing.preview.append(Message("return.claim_gone"))


def _used(undoing: Undoing, entry: EntryDraft) -> None:
    sources = {entry.rule}
    for rule in undoing.compiled.program.coupons:
        if entry.rule in (rule.coupon_id, rule.benefit.benefit_id):
            sources |= {rule.coupon_id, rule.benefit.benefit_id}
    if undoing.before.has_all_under(sources) or not undoing.after.has_all_under(sources):
        return
    undoing.undo_bearer(entry, f"give:{entry.leg}")
    undoing.preview.append(Message("return.coupon_good", {"coupon": _name(undoing, entry.rule)}))


def _is_lost(undoing: Undoing, frozen: Frozen, entry: EntryDraft, is_void: bool) -> bool:
    rule = next((each for each in undoing.compiled.program.coupons if each.coupon_id == entry.rule), None)
    label = entry.leg.removeprefix(f"issue:{entry.rule}:")
    if rule is None or label.startswith(_OWED):
        return False
    if label != _AUTOMATIC:
        return is_void and undoing.after.is_everything and not undoing.before.is_everything
    enough = max(1, rule.minimum_minor)
    return frozen.kept_spend(undoing.before) >= enough > frozen.kept_spend(undoing.after)


def _name(undoing: Undoing, rule_id: str) -> str:
    for rule in undoing.compiled.program.coupons:
        if rule_id in (rule.coupon_id, rule.benefit.benefit_id):
            return rule.name
    return rule_id
