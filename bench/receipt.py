"""A receipt of 30 lines with its QR code, from the filed sale to the printer's bytes."""

from __future__ import annotations

from uuid import UUID

from bench.row import Row, compare
from pos_app.devices.escpos.encoder import encode
from pos_app.devices.escpos.table import read_printer
from pos_app.kernel.ids import CashierId, ProductId, SaleId, derived_id
from pos_app.kernel.money import Currency, Rate
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.retail.completed import CompletedSale
from pos_app.retail.editing import add_line, add_tender
from pos_app.retail.product import Product
from pos_app.retail.sale import Sale
from pos_app.retail.shop import ShopProfile, TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.retail.tender import TenderKind
from pos_app.retail.totals import figures
from pos_app.runtime.paths import resource_path
from pos_app.runtime.texts import load_translator

LINES = 30
COLUMNS = 48
RULES = TaxRules(TaxMode.INCLUSIVE, TaxRounding.PER_LINE, (TaxClass("standard", "A", Rate(19, 100)),))
SHOP = ShopProfile(
    name="Corner Shop",
    address=("1 High Street", "10115 Berlin"),
    tax_number="DE 123",
    footer=("Thank you",),
    currency=Currency("EUR"),
    tax=RULES,
    locale="en_GB",
    region="DE",
    zone="Europe/Berlin",
)


def rows() -> list[Row]:
    """Measure against bytes put together by hand."""
    sold = completed()
    entry = read_printer(resource_path("printers"), "epson-80")
    translate = load_translator("en", SHOP)

    def ours() -> bytes:
        return encode(sale_receipt(sold, None, SHOP, translate), entry).data

    return [compare("receipt of 30 lines + QR to bytes", ours, lambda: by_hand(sold), "bytes by hand", 3)]


def completed() -> CompletedSale:
    """Return a paid sale of 30 different lines."""
    sale = Sale(SaleId(UUID(int=1)), 1_795_305_600_000, CashierId(UUID(int=2)))
    for number in range(LINES):
        name = f"Şeftali & peach no. {number}"
        item = Product(
            ProductId(derived_id(UUID(int=3), name)), str(number), name, name, 129 + number * 37, "standard"
        )
        sale, _ = add_line(sale, item, 1000 + number % 3 * 1000)
    sale = add_tender(sale, TenderKind.CASH, 50_000)
    return CompletedSale(
        sale, figures(sale, RULES, {}, {}), "0001-01-A-0000042", "0abc3a50", "Ann", 1_795_305_700_000
    )


def by_hand(sold: CompletedSale) -> bytes:
    """Return a like receipt with nothing but formatting, encoding, joining: nothing is computed or checked."""
    out = [b"\x1b@\x1bt\x0d\x1d!\x00\x1bE\x00\x1ba\x01"]
    head = (SHOP.name, *SHOP.address, SHOP.tax_number)
    out.extend(b"\x1b!\x00" + text.center(COLUMNS).encode("cp857") + b"\n" for text in head)
    for line, done in zip(sold.sale.lines, sold.figures.lines, strict=True):
        quantity = f"{line.quantity_milli // 1000:>4}"
        name = line.product.receipt_name[:30].ljust(30)
        out.append(
            b"\x1b!\x00" + f"{quantity} {name} {money(done.amount_minor):>11} A".encode("cp857") + b"\n"
        )
        if line.quantity_milli > 1000:
            each = f"     {line.quantity_milli // 1000} x {money(line.unit_price_minor)}".ljust(COLUMNS)
            out.append(b"\x1b!\x00" + each.encode("cp857") + b"\n")
    for tax in sold.figures.taxes:
        row = f"{tax.label} {money(tax.net_minor):>14}{money(tax.tax_minor):>14}{money(tax.gross_minor):>14}"
        out.append(b"\x1b!\x00" + row.encode("cp857") + b"\n")
    out.append(b"\x1b!\x10" + f"TOTAL {money(sold.figures.total_minor):>42}".encode("cp857") + b"\n")
    out.append(f"Cash {money(50_000):>43}\nChange {money(sold.figures.change_minor):>41}\n".encode("cp857"))
    number = sold.receipt_number.encode()
    out.append(b"\x1dh\x50\x1dw\x02\x1dkI" + bytes([len(number) + 2]) + b"{B" + number)
    data = number + b" " + sold.fingerprint.encode()
    out.append(b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1")
    out.append(b"\x1d(k" + bytes([len(data) + 3, 0]) + b"1P0" + data + b"\x1d(k\x03\x001Q0\x1dVB\x00")
    return b"".join(out)


def money(amount_minor: int) -> str:
    """Return 1,234.50."""
    return f"{amount_minor // 100:,}.{amount_minor % 100:02d}"
