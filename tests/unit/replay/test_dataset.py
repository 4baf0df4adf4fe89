"""The year of baskets as it is read, beside what polars says of the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.replay import catalogue, dataset, members
from pos_app.replay.rules import Odd
from pos_app.replay.tally import Tally


@pytest.fixture(scope="module")
def folder() -> Path:
    """The installed data; without the extra these tests are skipped by name."""
    pytest.importorskip("polars", reason="the extra `data` is not installed")
    return dataset.data_folder()


def test_nothing_of_the_year_is_lost_and_odd_rows_are_all_counted(folder: Path) -> None:
    unlisted = frozenset(one.number for one in catalogue.listed_products(folder) if not one.listed)
    tally = Tally(unlisted)
    before = (0, 0)
    for basket in dataset.baskets(folder):
        tally.count(basket)
        assert (basket.at_ms, basket.basket_id) > before
        before = (basket.at_ms, basket.basket_id)
    assert (tally.baskets, tally.lines, tally.sales_minor) == (155_848, 1_469_307, 459_603_958)
    assert tally.odd == {
        Odd.UNEVEN_PRICE: 29_404,
        Odd.NO_QUANTITY: 8_869,
        Odd.THOUSANDTHS: 13_495,
        Odd.COUPON_OVER_SALE: 3_507,
        Odd.UNLISTED_PRODUCT: 4_836,
        Odd.SHARED_INSTANT: 809,
        Odd.COUPON_CAPPED: 19,
    }


def test_amounts_are_whole_cents(folder: Path) -> None:
    import polars as pl

    dataset.check_cents(folder)
    rows = dataset.transactions(folder).select(pl.col(name).sum() for name in dataset.AMOUNTS).collect()
    assert rows.row(0) == (459_603_958, 79_165_064, 2_635_990, 454_265)


def test_a_limit_takes_the_first_baskets(folder: Path) -> None:
    rows = dataset.transactions(folder, limit=50).collect()
    assert rows["basket_id"].n_unique() == 50
    first = [basket.basket_id for _, basket in zip(range(50), dataset.baskets(folder), strict=False)]
    assert sorted(rows["basket_id"].unique()) == sorted(first)


def test_every_product_that_was_sold_can_be_sold(folder: Path) -> None:
    products = list(catalogue.listed_products(folder))
    assert len(products) == 92_331 + 17
    assert sum(one.sold for one in products) == 1_469_307
    assert min(one.price_minor for one in products) > 0
    assert sum(not one.listed for one in products) == 17
    placeholder = catalogue.to_product(products[-1])
    assert placeholder.name == f"Product {placeholder.number}"
    assert placeholder.category == (catalogue.UNLISTED,)


def test_every_household_becomes_a_member_with_a_tier(folder: Path) -> None:
    everybody = list(members.households(folder, ("basic", "silver", "gold")))
    assert len(everybody) == 2_469
    assert [sum(one.tier == tier for one in everybody) for tier in ("basic", "silver", "gold")] == [
        910,
        1093,
        466,
    ]
    assert len({one.card for one in everybody}) == 2_469


def test_time_that_goes_back_is_refused(tmp_path: Path, folder: Path) -> None:
    import polars as pl

    rows = pl.read_parquet(folder / "transactions.parquet", n_rows=40)
    rows.reverse().write_parquet(tmp_path / "transactions.parquet")
    with pytest.raises(Refused, match=r"replay\.out_of_order"):
        list(dataset.baskets(tmp_path))


def test_amounts_that_are_not_cents_are_refused(tmp_path: Path, folder: Path) -> None:
    import polars as pl

    rows = pl.read_parquet(folder / "transactions.parquet", n_rows=40)
    rows.with_columns(pl.col("sales_value") + 0.001).write_parquet(tmp_path / "transactions.parquet")
    with pytest.raises(Refused, match=r"replay\.not_cents"):
        dataset.check_cents(tmp_path)
