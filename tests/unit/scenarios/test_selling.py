"""A till goes on without what is refused."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.scenarios.answer import Answer

Playing = Callable[[str], list[Answer]]


def codes(answer: Answer) -> list[tuple[str, str]]:
    """What was refused, and how."""
    return [(each["what"], each["code"]) for each in answer["refusals"]]


def test_what_cannot_be_sold_is_left_out(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["0.5 pan", "pan"]\n')
    assert codes(answer) == [("pan", "quantity.not_whole")]
    assert answer["total"] == "20.00"


def test_nothing_on_the_sale_is_no_sale(played: Playing) -> None:
    (answer,) = played("[[step]]\nlines = []\n")
    assert not answer["done"]


def test_a_manual_price_and_discount(played: Playing) -> None:
    (answer,) = played(
        '[[step]]\nlines = [{product = "pan", price = "18.00"}, {product = "pan", discount_percent = 50}]\n'
    )
    assert [line["amount"] for line in answer["lines"]] == ["18.00", "10.00"]


def test_more_by_card_than_is_due_is_refused(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["pan"]\ntenders = {card = "30.00"}\n')
    assert codes(answer) == [("card", "tender.over_due")]
    assert [(each["kind"], each["amount"]) for each in answer["tenders"]] == [("cash", "20.00")]


def test_change_comes_back(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["pan"]\ntenders = {cash = "50.00"}\n')
    assert answer["change"] == "30.00"


def test_a_coupon_that_is_none(played: Playing) -> None:
    (answer,) = played(
        '[[step]]\nname = "a"\nlines = ["pan"]\n[[step]]\nlines = ["pan"]\ncoupons = [{of = "a"}]\n'
    )[1:]
    assert codes(answer) == [("a", "coupon.damaged")]
