"""Sample baskets of a program told with their quotes."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.kernel.messages import Translate
from pos_app.loyalty.program import Program
from pos_app.loyalty.why import say as said
from pos_app.loyalty.why import why_points
from pos_app.scenarios.samples import Sample, compiled_of, quoted, samples, tiers_of


def sample_lines(program: Program, say: Translate) -> list[str]:
    """Return three baskets, what they cost and earn for the lowest and the highest tier, and why."""
    compiled = compiled_of(program)
    tiers = tiers_of(program)
    lines = [say("plain.title.samples")]
    cards = {f"stamps:{card.card_id}": card.name for card in program.cards}
    for sample in samples(program, say):
        lines += ["", *_goods(sample, say)]
        for tier in dict.fromkeys((tiers[0], tiers[-1])):
            lines += _told(quoted(compiled, sample, tier), tier_name(program, tier, say), cards, say)
    return lines


def tier_name(program: Program, tier: str, say: Translate) -> str:
    """Return the name of a tier, or that of any member."""
    return next((each.name for each in program.tiers if each.tier_id == tier), say("sample.member"))


def _goods(sample: Sample, say: Translate) -> list[str]:
    total = sum(product.price_minor * count for product, count in sample.goods)
    head = say("sample.head", basket=sample.name, goods_minor=total)
    return [
        f"  {head}",
        *(
            "      " + say("sample.line", count=count, product=product.name, price_minor=product.price_minor)
            for product, count in sample.goods
        ),
    ]


def _told(evaluated: Evaluated, name: str, cards: dict[str, str], say: Translate) -> list[str]:
    quote = evaluated.quote
    lines = [
        "    "
        + say("sample.for", tier=name, total_minor=evaluated.figures.total_minor, why=why_points(quote, say))
    ]
    off: dict[str, int] = {}
    taken = [(each.reason, each.amount_minor) for each in quote.prices]
    taken += [(each.reason, each.amount_minor) for each in quote.changes]
    for reason, amount_minor in taken:
        why = said(reason, say)
        off[why] = off.get(why, 0) + amount_minor
    lines += ["      " + say("sample.off", why=why, off_minor=minor) for why, minor in off.items()]
    stamps: dict[str, int] = {}
    for each in quote.stamps:
        stamps[each.account] = stamps.get(each.account, 0) + each.points
    if stamps:
        told = [
            say("plain.stamps", count=str(count), card=cards.get(key, key)) for key, count in stamps.items()
        ]
        lines.append("      " + say("sample.gets", what=", ".join(told)))
    usable = [each.name for each in quote.rewards if each.usable]
    if usable:
        lines.append("      " + say("sample.could", rewards=", ".join(usable)))
    return lines
