"""What was laid, line by line."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.loyalty.asking import wants_of
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.combining import combine
from pos_app.loyalty.rules import Benefit, Effect, Period, PriceRule, RewardForm, Selector, UseLimit, When
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.telling import changes, prices, promotions_minor, spent, tenders, uses
from tests.support.loyalty import basket, compiled, line, rich

TENTH = Benefit("tenth", "10 %", Effect.PERCENT, percent=Rate(1, 10), automatic=True, per_sale=1)
FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500, limits=(UseLimit(3, Period.DAY),))
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)
TEA = PriceRule("tea", "Tea price", Selector(products=("tea",)), When(), price_minor=900)


def test_everything_is_told_with_its_kind() -> None:
    program = compiled(promotions=(TENTH,), rewards=(FIVE, PAY), prices=(TEA,))
    what = basket(line(7, "tea", 1000), chosen=(Chosen("five"), Chosen("pay", 1, 100)))
    situation = Situation(program, rich(), what)
    laid = combine(situation, wants_of(program, what.chosen)[0])
    told = [
        (each.reward_id, each.line_no, each.amount_minor, each.promotion) for each in changes(situation, laid)
    ]
    assert told == [("tenth", 7, -90, True), ("five", 7, -500, False)]
    assert [(each.reward_id, each.amount_minor) for each in tenders(situation, laid)] == [("pay", 100)]
    assert [(each.reward_id, each.points, each.amount_minor) for each in spent(situation, laid)] == [
        ("five", 500, 500),
        ("pay", 100, 100),
    ]
    assert [(each.price_id, each.line_no, each.amount_minor) for each in prices(situation)] == [
        ("tea", 7, -100)
    ]
    assert [(each.rule_id, each.times, each.amount_minor) for each in uses(situation, laid)] == [
        ("five", 1, 500)
    ]
    assert promotions_minor(situation, laid) == 90
