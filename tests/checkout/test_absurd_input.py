"""Absurd input at a real counter: a clear refusal each, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import recover
from pos_app.kernel.errors import Refused
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import Counter, counter, item

MILK = "4006381333931"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("half", ["\ud800", "M\ud8000000001", "\udcff12345", "]d2\ud80001040063813339"])
def test_half_a_character_is_refused_and_kept_as_unsold(till: Counter, half: str) -> None:
    """A keyboard can type half an emoji; the draft is JSON, which cannot hold one."""
    till.session.scan(MILK)
    for take in (till.session.scan, till.session.enter):
        with pytest.raises(Refused):
            take(half)
    till.session.understand(half)
    assert len(till.session.sale.lines) == 1
    assert till.session.sale.unsold
    assert recover.offered(till.tools.books) == recover.Draft(
        recover.DRAFT_VERSION, till.session.sale, till.session.evaluated.figures.total_minor
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("\u0663*4006381333931", "quantity.unreadable"),
        ("\u00b2*400", "product.unknown"),
        ("-0*400", "quantity.not_positive"),
        ("-0%", "discount.absurd"),
        ("-\u0663%", "discount.absurd"),
        ("=\u0663", "price.unreadable"),
        ("A" * 10_000, "entry.too_long"),
        ("\x00", "product.not_found"),
        ("\x1b@\x1b", "product.not_found"),
        ("\u202e4006381333931", "code.unknown"),
        ("9" * 256, "code.unknown"),
        ('" OR NEAR(*', "product.not_found"),
    ],
)
def test_typed_rubbish_has_its_sentence(till: Counter, typed: str, code: str) -> None:
    till.session.scan(MILK)
    before = till.session.sale
    with pytest.raises(Refused) as refused:
        till.session.enter(typed)
    assert refused.value.code == code
    assert till.session.sale == before


def test_another_member_does_not_sit_behind_the_card_of_the_first(till: Counter) -> None:
    till.session.enrol("030 901820", "Ann", True, "M00000001")
    till.session.enrol("030 901821", "Bob", True, "M00000002")
    till.session.scan("M00000001")
    assert till.session.sale.card == till.tools.members.card_digest("M00000001")
    till.session.enter("030 901821")
    assert till.session.sale.card == ""
    till.session.scan("M00000002")
    assert till.session.sale.card == till.tools.members.card_digest("M00000002")


def test_an_unknown_card_goes_to_the_member_it_is_given_to(till: Counter) -> None:
    till.session.scan("M00000007")
    till.session.enrol("030 901820", "Ann", True, "M00000007")
    assert till.session.sale.card == till.tools.members.card_digest("M00000007")


def test_a_full_sale_with_the_longest_names_can_be_filed(tmp_path: Path) -> None:
    with counter(tmp_path) as till:
        products = [item(f"9{number:05d}", 129, name="\U00020000" * 120) for number in range(500)]
        till.storage.catalogue.add(products)
        till.session.enrol("030 901820", "Ann", True, "M00000001")
        for product in products:
            till.session.add_product(product.number)
        for line in till.session.sale.lines[::50]:
            till.session.enter("-10%", line.line_no)
        till.session.add_tender(TenderKind.CASH)
        filed = till.session.finish()
        assert len(filed.completed.sale.lines) == 500
    assert verify(tmp_path, use_keyring=False).is_whole
