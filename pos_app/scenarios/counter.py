"""Sales of a scenario at the counter: paid, left open, taken up again."""

from __future__ import annotations

from pos_app.checkout.recover import offered
from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Message
from pos_app.retail.tender import TenderKind
from pos_app.scenarios import returning
from pos_app.scenarios.play import Play, Played
from pos_app.scenarios.scenario import KeepStep, RecallStep, SaleStep, StepTender
from pos_app.scenarios.selling import Refusal, Rung, Till, ring_up

CASH = StepTender(TenderKind.CASH, None)
"""What is left is paid in cash."""


def sold(play: Play, step: SaleStep) -> Played:
    """Ring up a sale, take the money, file it."""
    till = _rung_up(play, step)
    given = tuple(each for each in step.tenders if each.amount_minor is not None)
    if step.card_in_payment:
        till.pay(given)
        till.show_card(step.member)
        for wanted in step.rewards:
            till.choose(wanted)
        given = ()
    rest = tuple(each for each in step.tenders if each.amount_minor is None)
    till.pay((*given, *rest), CASH)
    return play.completed(step, till)


def kept(play: Play, step: KeepStep) -> Played:
    """Ring up a sale, leave it open."""
    till = _rung_up(play, step)
    draft = play.books.draft()
    if draft is not None:
        play.kept[step.name] = draft
    return Played(step, play.world.now_ms, tuple(till.refusals), Rung(till.evaluated, tuple(till.refusals)))


def recalled(play: Play, step: RecallStep) -> Played:
    """Take up a sale that was left open, say what it costs now if that has changed, take the money.

    Raises Refused `scenario.not_kept`.
    """
    if step.of not in play.kept:
        raise Refused("scenario.not_kept")
    play.books.keep_draft(play.kept[step.of])
    draft = offered(play.books)
    if draft is None:
        raise Refused("scenario.not_kept")
    till = play.till(step)
    till.session.take_up(draft.sale)
    till.refusals += [
        Refusal(dropped, Refused(why.code, **why.params)) for dropped, why in till.session.dropped
    ]
    before, now = draft.total_minor, till.evaluated.figures.total_minor
    said: tuple[Message, ...] = ()
    if before is not None and before != now:
        said = (Message("notice.total_changed", {"before_minor": before, "now_minor": now}),)
    till.pay(step.tenders, CASH)
    done = play.completed(step, till)
    return Played(step, done.at_ms, done.refusals, done.rung, done.entries, done.coupons, said)


def _rung_up(play: Play, step: SaleStep) -> Till:
    till = play.till(step)
    if step.returned is not None:
        returning.put_back(play, till, step.returned)
    papers = {coupon or of: play.paper(of, coupon) for of, coupon in step.coupons}
    ring_up(till, step, play.scenario.products, papers)
    return till
