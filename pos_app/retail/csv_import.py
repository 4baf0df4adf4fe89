"""Products from a table: all of them, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from pos_app.kernel.ids import ProductId, derived_id
from pos_app.kernel.limits import (
    AGE_MAX,
    CATEGORY_DEPTH_MAX,
    IMPORT_ERRORS_KEPT,
    NAME_LENGTH_MAX,
    PRODUCT_CODES_MAX,
    PRODUCT_NUMBER_LENGTH_MAX,
    QUICK_KEYS_MAX,
    SHORT_NAME_LENGTH_MAX,
    TAGS_MAX,
    UNIT_PRICE_MINOR_MAX,
)
from pos_app.kernel.messages import Parameter
from pos_app.kernel.printable import printable
from pos_app.kernel.quantity import Unit
from pos_app.retail.amounts import read_decimal
from pos_app.retail.csv_rows import CsvRow, ImportProblem, problem, read_rows
from pos_app.retail.gtin import to_gtin14
from pos_app.retail.product import Forbid, Product
from pos_app.retail.shop import ShopProfile

REQUIRED = ("number", "name", "price", "tax_class")
OPTIONAL = (
    *("receipt_name", "unit", "category", "brand", "tags"),
    *("codes", "min_age", "forbids", "quick_key"),
)
PRODUCTS = UUID("6f1b2c58-0d1e-8a7c-9b3e-52d0c0ffee01")
"""Under this id a shop's product numbers become product ids: reading a table again updates, never doubles."""


class ProductImport(msgspec.Struct, frozen=True):
    """What a table says: good `products`, those on `quick_keys` in their order, every problem up to a bound.

    `rows` counts all rows, good and bad; `more_problems` those beyond the bound.
    """

    products: tuple[Product, ...]
    quick_keys: tuple[ProductId, ...]
    problems: tuple[ImportProblem, ...]
    rows: int
    more_problems: int = 0


class QuickProduct(msgspec.Struct, frozen=True):
    """One good row: the product, its place on the quick keys (from 1; 0 = none)."""

    product: Product
    place: int


def product_id(number: str) -> ProductId:
    """Return the id of the product with this shop number."""
    return ProductId(derived_id(PRODUCTS, number))


def read_products(lines: Iterable[str | bytes], shop: ShopProfile) -> ProductImport:
    """Read a whole table; nothing is written anywhere. Lines are read one at a time."""
    products: list[Product] = []
    places: dict[int, ProductId] = {}
    problems: list[ImportProblem] = []
    bad_lines: set[int] = set()
    count = 0
    for each in read_each(lines, shop):
        if isinstance(each, ImportProblem):
            count += 1
            bad_lines.add(each.line)
            if len(problems) < IMPORT_ERRORS_KEPT:
                problems.append(each)
            continue
        products.append(each.product)
        if each.place:
            places[each.place] = each.product.product_id
    quick = tuple(places[place] for place in sorted(places))
    rows = len(products) + len(bad_lines)
    return ProductImport(tuple(products), quick, tuple(problems), rows, count - len(problems))


def read_each(lines: Iterable[str | bytes], shop: ShopProfile) -> Iterator[QuickProduct | ImportProblem]:
    """Yield each good row as a product, each mistake as a problem, in order of the lines.

    Numbers, codes, quick keys that come twice are found over the whole table.
    """
    taxes = frozenset(one.tax_class for one in shop.tax.classes)
    cards = tuple(re.compile(pattern) for pattern in shop.card_patterns)
    seen: dict[tuple[str, str], int] = {}
    for row in read_rows(lines, REQUIRED, OPTIONAL):
        if isinstance(row, ImportProblem):
            yield row
            continue
        reading = _Reading(row, shop.currency.digits, taxes, cards)
        read = reading.product()
        reading.refuse_twice(seen, read)
        if reading.problems:
            yield from reading.problems
        else:
            yield read


class _Reading:
    """Reads the cells of one row, keeping every mistake."""

    def __init__(
        self, row: CsvRow, digits: int, taxes: frozenset[str], cards: tuple[re.Pattern[str], ...]
    ) -> None:
        self._row = row
        self._digits = digits
        self._taxes = taxes
        self._cards = cards
        self.problems: list[ImportProblem] = []

    def product(self) -> QuickProduct:
        """Return the product; it is only meant when there are no problems."""
        number = self._number()
        name = self._text("name", NAME_LENGTH_MAX, required=True)
        short = self._text("receipt_name", SHORT_NAME_LENGTH_MAX) or name[:SHORT_NAME_LENGTH_MAX].strip()
        tax_class = self._cell("tax_class")
        if tax_class not in self._taxes:
            self._wrong(
                "tax_class", "import.tax_class", value=tax_class, known=", ".join(sorted(self._taxes))
            )
        product = Product(
            product_id=product_id(number),
            number=number,
            name=name,
            receipt_name=short,
            price_minor=self._price(),
            tax_class=tax_class,
            unit=Unit(self._choice("unit", [str(each) for each in Unit]) or Unit.PIECE),
            category=self._category(),
            brand=self._text("brand", NAME_LENGTH_MAX),
            tags=self._parts("tags", TAGS_MAX),
            codes=self._codes(),
            min_age=self._whole("min_age", AGE_MAX),
            forbids=self._forbids(),
        )
        return QuickProduct(product, self._whole("quick_key", QUICK_KEYS_MAX))

    def refuse_twice(self, seen: dict[tuple[str, str], int], read: QuickProduct) -> None:
        """Refuse what an earlier row has already."""
        line = self._row.line
        keys = [("number", read.product.number), *(("codes", code) for code in read.product.codes)]
        if read.place:
            keys.append(("quick_key", str(read.place)))
        for column, value in keys:
            first = seen.setdefault((column, value), line)
            if value and first != line:
                self._wrong(column, "import.twice", value=value, first=first)

    def _wrong(self, column: str, code: str, **params: Parameter) -> None:
        self.problems.append(problem(self._row.line, column, code, **params))

    def _cell(self, column: str) -> str:
        return self._row.cells.get(column, "")

    def _text(self, column: str, most: int, *, required: bool = False) -> str:
        text = printable(self._cell(column)).strip()
        if len(text) > most:
            self._wrong(column, "import.long", most=most)
        elif required and not text:
            self._wrong(column, "import.empty")
        return text

    def _number(self) -> str:
        number = self._text("number", PRODUCT_NUMBER_LENGTH_MAX, required=True)
        if any(one.isspace() for one in number):
            self._wrong("number", "import.number", value=number)
        return number

    def _price(self) -> int:
        text = self._cell("price")
        price = read_decimal(text, self._digits)
        if price is None or price > UNIT_PRICE_MINOR_MAX:
            self._wrong("price", "import.price" if text else "import.empty", value=text)
        return price or 0

    def _whole(self, column: str, most: int) -> int:
        text = self._cell(column)
        if not text:
            return 0
        if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most:
            return int(text)
        self._wrong(column, "import.whole", value=text, most=most)
        return 0

    def _choice(self, column: str, known: list[str]) -> str:
        word = self._cell(column).casefold()
        if word and word not in known:
            self._wrong(column, "import.one_of", value=word, choices=", ".join(known))
            return ""
        return word

    def _parts(self, column: str, most: int, marks: str = r"\|") -> tuple[str, ...]:
        parts = tuple(
            dict.fromkeys(
                part for each in re.split(marks, self._cell(column)) if (part := printable(each).strip())
            )
        )
        if len(parts) > most:
            self._wrong(column, "import.many", most=most)
        elif any(len(part) > NAME_LENGTH_MAX for part in parts):
            self._wrong(column, "import.long", most=NAME_LENGTH_MAX)
        return parts

    def _category(self) -> tuple[str, ...]:
        text = printable(self._cell("category"))
        if not text:
            return ()
        path = tuple(part.strip() for part in text.split(">"))
        if not all(path):
            self._wrong("category", "import.category", value=text)
        elif len(path) > CATEGORY_DEPTH_MAX:
            self._wrong("category", "import.many", most=CATEGORY_DEPTH_MAX)
        elif any(len(part) > NAME_LENGTH_MAX for part in path):
            self._wrong("category", "import.long", most=NAME_LENGTH_MAX)
        return path

    def _codes(self) -> tuple[str, ...]:
        found: list[str] = []
        for text in self._parts("codes", PRODUCT_CODES_MAX, r"[|\s]+"):
            code = to_gtin14(text)
            if code is None:
                self._wrong("codes", "import.code", value=text)
            elif any(card.fullmatch(text) for card in self._cards):
                self._wrong("codes", "import.code_of_card", value=text)
            elif code not in found:
                found.append(code)
        return tuple(found)

    def _forbids(self) -> tuple[Forbid, ...]:
        known = [str(each) for each in Forbid]
        found: list[Forbid] = []
        for word in self._parts("forbids", len(known), r"[|\s]+"):
            if word.casefold() in known:
                found.append(Forbid(word.casefold()))
            else:
                self._wrong("forbids", "import.one_of", value=word, choices=", ".join(known))
        return tuple(found)
