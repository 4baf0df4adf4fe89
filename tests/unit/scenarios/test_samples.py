"""Sample baskets show the rules at work."""

from __future__ import annotations

from pos_app.cli.plain_words import words_for
from pos_app.scenarios.samples import compiled_of, quoted, samples, tiers_of
from tests.unit.scenarios.programs import program

ALL = program()
SAY = words_for(ALL, "en")


def test_three_baskets_the_largest_reaches_every_minimum() -> None:
    baskets = samples(ALL, SAY)
    assert len(baskets) == 3
    totals = [sum(product.price_minor * count for product, count in each.goods) for each in baskets]
    assert totals == sorted(totals)
    assert totals[-1] >= max(rule.minimum_minor for rule in (*ALL.promotions, *ALL.rewards))


def test_a_basket_has_goods_that_rules_name() -> None:
    everyday = samples(ALL, SAY)[1]
    assert any(product.category == ("Food", "Cheese") for product, _ in everyday.goods)
    assert any("coffee" in product.tags for product, _ in everyday.goods)


def test_quoted_for_a_member_and_for_nobody() -> None:
    compiled, basket = compiled_of(ALL), samples(ALL, SAY)[2]
    assert quoted(compiled, basket, "upper").quote.earn_points > 0
    assert quoted(compiled, basket, None).quote.earn_points == 0
    assert tiers_of(ALL) == ("base", "upper")
