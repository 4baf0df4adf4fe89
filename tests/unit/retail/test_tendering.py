"""What may be taken in payment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import Currency
from pos_app.retail.tender import Tender, TenderKind
from pos_app.retail.tendering import check_payout, check_tender, quick_amounts, settled

EUR, JPY, XTS = Currency("EUR"), Currency("JPY", 0), Currency("XTS", 3)
CASH, CARD = TenderKind.CASH, TenderKind.CARD


@pytest.mark.parametrize(
    ("kind", "given_minor", "due_minor"),
    [
        (CASH, 4736, 4736),
        (CASH, 5000, 4736),
        (CASH, 1, 4736),
        (CASH, 50_001, 1),
        (CASH, 20_000 * 20, 20_000),
        (CARD, 4736, 4736),
        (CARD, 100, 4736),
        (TenderKind.COUPON, 50, 4736),
        (TenderKind.POINTS, 500, 4736),
    ],
)
def test_what_is_taken(kind: TenderKind, given_minor: int, due_minor: int) -> None:
    check_tender(kind, given_minor, due_minor)


@pytest.mark.parametrize(
    ("kind", "given_minor", "due_minor", "code"),
    [
        (CASH, 100, 0, "tender.nothing_due"),
        (CASH, 100, -5, "tender.nothing_due"),
        (CASH, 0, 100, "tender.not_positive"),
        (CARD, -100, 100, "tender.not_positive"),
        (CARD, 101, 100, "tender.over_due"),
        (TenderKind.COUPON, 101, 100, "tender.over_due"),
        (TenderKind.GIFT_CARD, 101, 100, "tender.over_due"),
        (TenderKind.GIFT_CARD, 0, 100, "tender.not_positive"),
        (CASH, 50_002, 1, "tender.absurd"),
        (CASH, 4_006_381_333_931, 4736, "tender.absurd"),
        (CASH, 10**10, 9 * 10**9, "tender.absurd"),
    ],
)
def test_what_is_refused(kind: TenderKind, given_minor: int, due_minor: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_tender(kind, given_minor, due_minor)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("due_minor", "currency", "amounts"),
    [
        (4736, EUR, (4736, 5000, 6000, 10_000)),
        (8374, EUR, (8374, 8500, 9000, 10_000)),
        (686, EUR, (686, 700, 1000, 2000)),
        (500, EUR, (500, 1000, 2000, 5000)),
        (85, EUR, (85, 100, 500, 1000)),
        (980, JPY, (980, 1000, 5000, 10_000)),
        (1250, XTS, (1250, 2000, 5000, 10_000)),
        (0, EUR, ()),
        (-3, EUR, ()),
    ],
)
def test_quick_amounts(due_minor: int, currency: Currency, amounts: tuple[int, ...]) -> None:
    assert quick_amounts(due_minor, currency) == amounts


@given(st.integers(1, 10**7), st.sampled_from([EUR, JPY, XTS, Currency("TRY"), Currency("USD")]))
def test_every_quick_amount_can_be_taken(due_minor: int, currency: Currency) -> None:
    amounts = quick_amounts(due_minor, currency)
    assert amounts[0] == due_minor
    assert list(amounts) == sorted(set(amounts))
    for amount in amounts:
        check_tender(CASH, amount, due_minor)


def test_change_comes_off_the_last_cash() -> None:
    tenders = (Tender(1, CASH, 500, 500), Tender(2, CARD, 300, 300), Tender(3, CASH, 1000, 1000))
    after = settled(tenders, 264)
    assert [one.amount_minor for one in after] == [500, 300, 736]
    assert [one.given_minor for one in after] == [500, 300, 1000]


def test_change_may_take_several_tenders() -> None:
    tenders = (Tender(1, CASH, 500, 500), Tender(2, CASH, 100, 100))
    assert [one.amount_minor for one in settled(tenders, 150)] == [450, 0]


def test_change_never_comes_off_a_card() -> None:
    with pytest.raises(Refused, match=r"tender\.cash_too_small"):
        settled((Tender(1, CARD, 900, 900), Tender(2, CASH, 100, 100)), 150)


@given(st.lists(st.tuples(st.sampled_from([CASH, CARD]), st.integers(1, 10**6)), max_size=8), st.data())
def test_amounts_add_up_to_the_total(given_: list[tuple[TenderKind, int]], data: st.DataObject) -> None:
    tenders = tuple(Tender(number, kind, one, one) for number, (kind, one) in enumerate(given_, 1))
    cash = sum(one for kind, one in given_ if kind is CASH)
    change = data.draw(st.integers(0, cash))
    after = settled(tenders, change)
    assert sum(one.amount_minor for one in after) == sum(one for _kind, one in given_) - change
    assert all(0 <= one.amount_minor <= one.given_minor for one in after)


@pytest.mark.parametrize("given_minor", [1, 500, 1230])
def test_paid_out(given_minor: int) -> None:
    check_payout(CASH, given_minor, 1230)


@pytest.mark.parametrize(
    ("given_minor", "code"),
    [(0, "tender.not_positive"), (-5, "tender.not_positive"), (1231, "tender.over_payout")],
)
def test_never_more_is_paid_out_than_goes_back(given_minor: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_payout(CASH, given_minor, 1230)
    assert refused.value.code == code


def test_nothing_is_put_back_on_a_gift_card() -> None:
    with pytest.raises(Refused) as refused:
        check_payout(TenderKind.GIFT_CARD, 100, 1230)
    assert refused.value.code == "tender.no_way_back"
