"""The dataset's products as our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pos_app.kernel.quantity import MILLI
from pos_app.replay import naming
from pos_app.replay.dataset import transactions
from pos_app.replay.rules import THOUSANDTHS_FROM
from pos_app.retail.product import Product

if TYPE_CHECKING:
    import polars as pl

TAX_CLASS = "none"
UNLISTED = "NOT IN THE CATALOGUE"
"""The category of products that were sold but that the catalogue does not have."""
FALLBACK_PRICE_MINOR = 100


class ListedProduct(msgspec.Struct, frozen=True, gc=False):
    """One product of the data: `sold` how many rows sell it, `listed` whether the catalogue has it."""

    number: int
    department: str
    brand: str
    category: str
    kind: str
    package: str
    price_minor: int
    sold: int
    listed: bool

    def path(self) -> tuple[str, ...]:
        """Return the category path in the data's own words, from the department down."""
        if not self.listed:
            return (UNLISTED,)
        return tuple(part for part in (self.department, self.category, self.kind) if part)

    def name(self) -> str:
        """Return the readable name with the package size."""
        if not self.listed:
            return f"Product {self.number}"
        return naming.shelf_name(self.department, self.category, self.kind, self.package, str(self.number))


def listed_products(folder: Path, best: int | None = None) -> Iterator[ListedProduct]:
    """Yield every product of the catalogue, then those that were sold without being in it, each by number.

    With `best` only so many, those that were sold most often.

    The price is the shelf price per unit seen most often (the lower of two seen equally often); a product
    that was never sold at a price takes that of its kind, category or department.
    """
    for row in _priced(folder, best).iter_rows():
        yield ListedProduct(*row)


def to_product(listed: ListedProduct) -> Product:
    """Return a product of the data as the till sells it."""
    name = listed.name()
    return Product(
        product_id=naming.product_id(listed.number),
        number=str(listed.number),
        name=name,
        receipt_name=naming.short_name(name),
        price_minor=listed.price_minor,
        tax_class=TAX_CLASS,
        category=listed.path(),
        brand=listed.brand,
        codes=(naming.example_gtin(listed.number),),
    )


def _priced(folder: Path, best: int | None) -> pl.DataFrame:
    import polars as pl

    texts = ("department", "brand", "product_category", "product_type", "package_size")
    catalogue = pl.scan_parquet(folder / "products.parquet").select("product_id", *texts)
    catalogue = catalogue.with_columns(pl.col(name).fill_null("") for name in texts)
    rows = transactions(folder)
    if best is not None:
        counted = rows.group_by("product_id").agg(pl.len().alias("sold"))
        top = counted.sort(["sold", "product_id"], descending=[True, False]).head(best)
        rows = rows.join(top, on="product_id", how="semi")
        catalogue = catalogue.join(top, on="product_id", how="semi")
    seen = rows.select(
        "product_id",
        pl.when(pl.col("quantity") >= THOUSANDTHS_FROM)
        .then(pl.col("quantity"))
        .otherwise(pl.col("quantity") * MILLI)
        .alias("milli"),
        (pl.col("sales_value") + pl.col("retail_disc") + pl.col("coupon_match_disc")).alias("shelf"),
    )
    sold = seen.group_by("product_id").agg(pl.len().alias("sold"))
    unit_price = (pl.col("shelf") * 2 * MILLI + pl.col("milli")) // (2 * pl.col("milli"))
    offered = seen.filter(pl.col("milli") > 0).with_columns(unit_price.alias("price"))
    prices = offered.filter(pl.col("price") > 0).group_by("product_id", "price").agg(pl.len().alias("times"))
    everything = (
        catalogue.with_columns(pl.lit(True).alias("listed"))
        .join(sold, on="product_id", how="full", coalesce=True)
        .with_columns(pl.col("sold").fill_null(0), pl.col("listed").fill_null(False))
        .with_columns(pl.col(name).fill_null("") for name in texts)
        .join(_most_frequent(prices, "product_id", "price"), on="product_id", how="left")
    )
    kin = prices.join(catalogue, on="product_id")
    for place, by in enumerate(("product_type", "product_category", "department")):
        everything = everything.join(
            _most_frequent(kin.filter(pl.col(by) != ""), by, f"kin{place}"), on=by, how="left"
        )
    price = pl.coalesce("price", "kin0", "kin1", "kin2", pl.lit(FALLBACK_PRICE_MINOR))
    chosen = everything.select("product_id", *texts, price.alias("price"), "sold", "listed")
    return chosen.sort(pl.col("listed").not_(), "product_id").collect(engine="streaming")


def _most_frequent(prices: pl.LazyFrame, by: str, name: str) -> pl.LazyFrame:
    import polars as pl

    counted = prices.group_by(by, "price").agg(pl.col("times").sum())
    ranked = counted.sort([by, "times", "price"], descending=[False, True, False])
    return ranked.group_by(by).agg(pl.col("price").first().alias(name))
