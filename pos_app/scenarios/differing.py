"""What changes from one version of a program to the next, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pos_app.kernel.messages import Translate
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit
from pos_app.loyalty.settings import OnChange
from pos_app.scenarios.explained import Explained
from pos_app.scenarios.explaining import explain
from pos_app.scenarios.explaining_rules import RuleTeller
from pos_app.scenarios.samples import compiled_of, quoted, samples, tiers_of
from pos_app.scenarios.sampling import tier_name

_FIGURES = re.compile(r"\d[\d.,]*")


def difference(old: Program, new: Program, say: Translate) -> list[str]:
    """Return in lines of plain text what changes for whom: rules, settings, example baskets, points already earned."""
    lines = [say("diff.head", old=_titled(old), new=_titled(new))]
    rules = [f"  {line}" for line in _rules(old, new, say)]
    lines += rules or ["  " + say("diff.nothing")]
    if rules and new.version == old.version:
        lines.append("  " + say("diff.version", version=new.version))
    lines += ["", say("diff.samples")]
    lines += [f"  {line}" for line in _gains(old, new, say)] or ["  " + say("diff.same")]
    lines += ["", say("diff.earned")]
    return lines + [f"  {line}" for line in _earned(old, new, say)]


def _titled(program: Program) -> str:
    return f"{program.name} {program.version}"


def _rules(old: Program, new: Program, say: Translate) -> Iterator[str]:
    before, after = _by_key(old, say), _by_key(new, say)
    for key, rule in after.items():
        was = before.get(key)
        if was is None:
            yield say("diff.added", rule=rule.name or rule.text, text=_whole(rule))
        elif was != rule:
            yield from _changed(was, rule, say)
    for key, rule in before.items():
        if key not in after:
            yield say("diff.removed", rule=rule.name or rule.text, text=_whole(rule))


def _by_key(program: Program, say: Translate) -> dict[str, Explained]:
    sections = explain(program, say, every_setting=True)
    return {rule.key: rule for section in sections for rule in section.rules}


def _whole(rule: Explained) -> str:
    return "; ".join((rule.text, *rule.details))


def _changed(was: Explained, rule: Explained, say: Translate) -> Iterator[str]:
    if not rule.name:
        yield say("diff.setting", before=was.text, after=rule.text)
        return
    if was.name != rule.name:
        yield say("diff.renamed", before=was.name, after=rule.name)
    if was.text != rule.text:
        yield say("diff.changed", rule=rule.name, before=was.text, after=rule.text)
    gone = {_shape(detail): detail for detail in was.details if detail not in rule.details}
    for detail in rule.details:
        if detail in was.details:
            continue
        before = gone.pop(_shape(detail), None)
        if before is None:
            yield say("diff.also", rule=rule.name, detail=detail)
        else:
            yield say("diff.changed", rule=rule.name, before=before, after=detail)
    for detail in gone.values():
        yield say("diff.no_longer", rule=rule.name, detail=detail)


def _shape(detail: str) -> str:
    """A detail without its figures: the same one with another number has the same shape."""
    return _FIGURES.sub("#", detail)


def _gains(old: Program, new: Program, say: Translate) -> Iterator[str]:
    """The baskets of the new program under both, for every tier that both have."""
    if old.money_digits != new.money_digits or old.decimals != new.decimals:
        return
    before, after = compiled_of(old), compiled_of(new)
    tiers = [tier for tier in tiers_of(new) if tier in tiers_of(old)]
    new_baskets = samples(new, say)
    for sample in (*new_baskets, *(each for each in samples(old, say) if each not in new_baskets)):
        for tier in tiers:
            was, now = quoted(before, sample, tier), quoted(after, sample, tier)
            who = tier_name(new, tier, say)
            paid = now.figures.total_minor - was.figures.total_minor
            points = now.quote.earn_points - was.quote.earn_points
            total, earned = now.figures.total_minor, now.quote.earn_points
            if paid < 0:
                yield say("diff.pays_less", basket=sample.name, tier=who, less_minor=-paid, total_minor=total)
            elif paid > 0:
                yield say("diff.pays_more", basket=sample.name, tier=who, more_minor=paid, total_minor=total)
            if points:
                code = "diff.earns_more" if points > 0 else "diff.earns_less"
                change = abs(points)
                yield say(code, basket=sample.name, tier=who, change_points=change, total_points=earned)


def _earned(old: Program, new: Program, say: Translate) -> Iterator[str]:
    """What becomes of points that members have: their dates, what they buy."""
    if old.program_id != new.program_id:
        yield say("diff.earned.other_program")
    if old.decimals != new.decimals:
        yield say("diff.earned.decimals")
        return
    dated = (old.expiry.kind, old.expiry.months, old.expiry.days)
    if dated == (new.expiry.kind, new.expiry.months, new.expiry.days):
        yield say("diff.earned.same")
    else:
        rule = new.expiry.on_change
        yield say("diff.earned.apply" if rule is OnChange.APPLY else f"diff.earned.{rule.value}")
    prices = {each.benefit_id: each for each in old.rewards}
    words, old_words = RuleTeller(new, say), RuleTeller(old, say)
    for reward in new.rewards:
        was = prices.get(reward.benefit_id)
        if was is None or was.account != reward.account:
            continue
        if was.cost_points and reward.cost_points and was.cost_points != reward.cost_points:
            code = "diff.earned.cheaper" if reward.cost_points < was.cost_points else "diff.earned.dearer"
            before, after = old_words.price_text(was), words.price_text(reward)
        elif _worth(was) != _worth(reward):
            code = "diff.earned.cheaper" if _worth(reward) > _worth(was) else "diff.earned.dearer"
            before, after = old_words.effect_text(was), words.effect_text(reward)
        else:
            continue
        yield say(code, reward=reward.name, before=before, after=after)


def _worth(reward: Benefit) -> Fraction:
    """What one point pays, 0 for a reward of a fixed price."""
    return Fraction(reward.worth.numerator, reward.worth.denominator)
