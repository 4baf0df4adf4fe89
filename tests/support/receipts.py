"""Sales, shops, translators for the tests of receipts and printers."""

from __future__ import annotations

import tomllib
from pathlib import Path
from uuid import UUID

from pos_app.kernel.ids import CashierId, ProductId, SaleId
from pos_app.kernel.messages import Message, Parameter
from pos_app.kernel.money import Currency, Rate
from pos_app.kernel.quantity import Unit, extended_minor
from pos_app.loyalty.quote import PointsStatement
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import LineFigures, SaleFigures, TaxLine
from pos_app.retail.product import Product
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleLine
from pos_app.retail.shop import ShopProfile, TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.retail.tender import Tender, TenderKind

AT_MS = 1_763_816_542_000
RESOURCES = Path(__file__).parents[2] / "resources"

WORDS = {
    "en": {},
    "tr": {
        "receipt.copy": "*** KOPYA ***",
        "receipt.tax_number": "Vergi no {number}",
        "receipt.number": "Fiş {number}",
        "receipt.cashier": "Kasiyer: {name}",
        "receipt.total": "TOPLAM {currency}",
        "receipt.saved": "İndiriminiz",
        "receipt.items": "{items} ürün",
        "receipt.tender.cash": "Nakit",
        "receipt.tender.card": "Kart",
        "receipt.tender.points": "Puan",
        "receipt.change": "Para üstü",
        "receipt.tax": "KDV",
        "receipt.tax_rate": "Oran",
        "receipt.tax_net": "Matrah",
        "receipt.tax_gross": "Toplam",
        "receipt.balance": "Puan bakiyesi",
        "receipt.expiring": "Son kullanma {day}",
        "receipt.points": "{amount_points}",
        "receipt.join": "Üye olun, puan kazanın",
        "sample.member_price": "üye fiyatı",
        "sample.base": "Her 1,00 için 1 puan",
        "sample.reward": "5,00 indirim",
        "sample.next": "Bedava kahve için 60 puan daha",
    },
    "ru": {
        "receipt.copy": "*** КОПИЯ ***",
        "receipt.tax_number": "ИНН {number}",
        "receipt.number": "Чек {number}",
        "receipt.cashier": "Кассир: {name}",
        "receipt.kg": "кг",
        "receipt.total": "ИТОГ {currency}",
        "receipt.saved": "Ваша скидка",
        "receipt.items": "Товаров: {items}",
        "receipt.tender.cash": "Наличные",
        "receipt.tender.card": "Карта",
        "receipt.tender.points": "Баллы",
        "receipt.change": "Сдача",
        "receipt.tax": "НДС",
        "receipt.tax_rate": "Ставка",
        "receipt.tax_net": "Без НДС",
        "receipt.tax_gross": "Всего",
        "receipt.balance": "Баланс баллов",
        "receipt.expiring": "Сгорят {day}",
        "receipt.points": "{amount_points}",
        "receipt.join": "Станьте участником",
        "sample.member_price": "цена участника",
        "sample.base": "1 балл за каждый 1,00",
        "sample.reward": "Скидка 5,00",
        "sample.next": "До бесплатного кофе 60 баллов",
    },
}
_ENGLISH = {
    "sample.member_price": "member price",
    "sample.base": "1 point per 1.00",
    "sample.reward": "5.00 off",
    "sample.next": "60 more for a free coffee",
}


class Words:
    """A translator over one dictionary, with English sentences from the shipped catalogue."""

    def __init__(self, language: str) -> None:
        catalogue = tomllib.loads((RESOURCES / "translations" / "en.toml").read_text(encoding="utf-8"))
        self._sentences: dict[str, str] = {**_flat(catalogue), **_ENGLISH, **WORDS[language]}

    def __call__(self, code: str, /, **params: Parameter) -> str:
        return self._sentences[code].format(**params)


def _flat(tree: dict[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[prefix + key] = str(value)
    return found


def shop(locale: str = "en_GB", /, **changes: object) -> ShopProfile:
    """A shop with two inclusive rates."""
    fields: dict[str, object] = {
        "name": "Corner Shop",
        "address": ("12 Long Lane", "Anytown AN1 2BC"),
        "tax_number": "GB 123 4567 89",
        "footer": ("Thank you!",),
        "currency": Currency("EUR"),
        "tax": TaxRules(
            TaxMode.INCLUSIVE,
            TaxRounding.PER_RECEIPT,
            (TaxClass("standard", "A", Rate(19, 100)), TaxClass("reduced", "B", Rate(7, 100))),
        ),
        "locale": locale,
        "region": "GB",
        "zone": "Europe/Berlin",
    }
    return ShopProfile(**(fields | changes))  # type: ignore[arg-type]  # a dictionary of mixed fields


def product(name: str, price_minor: int, unit: Unit = Unit.PIECE, tax_class: str = "standard") -> Product:
    """A product with nothing but name and price."""
    return Product(ProductId(UUID(int=1)), "1", name, name, price_minor, tax_class, unit)


def line(line_no: int, item: Product, quantity_milli: int = 1000) -> SaleLine:
    """A line at the product's price."""
    extended = extended_minor(item.price_minor, quantity_milli)
    return SaleLine(line_no, item, quantity_milli, item.price_minor, extended)


def completed(
    lines: tuple[SaleLine, ...],
    adjustments: dict[int, tuple[Adjustment, ...]] | None = None,
    **changes: object,
) -> CompletedSale:
    """A sale of these lines paid partly by card, the rest in cash with change."""
    off = adjustments or {}
    figures = tuple(
        LineFigures(
            item.line_no,
            item.extended_minor,
            off.get(item.line_no, ()),
            item.extended_minor + sum(a.amount_minor for a in off.get(item.line_no, ())),
            item.product.tax_class,
        )
        for item in lines
    )
    total = sum(figure.amount_minor for figure in figures)
    saved = -sum(a.amount_minor for figure in figures for a in figure.adjustments)
    tax = total * 19 // 119
    card = total // 3
    cash = total - card
    given = (cash // 1000 + 1) * 1000
    tenders = (Tender(1, TenderKind.CARD, card, card), Tender(2, TenderKind.CASH, cash, given))
    sale = Sale(SaleId(UUID(int=7)), AT_MS, CashierId(UUID(int=8)), lines, tenders=tenders)
    came_to = SaleFigures(
        lines=figures,
        taxes=(TaxLine("standard", "A", Rate(19, 100), total - tax, tax, total),),
        goods_minor=total,
        tax_minor=tax,
        total_minor=total,
        saved_minor=saved,
        paid_minor=total,
        due_minor=0,
        change_minor=given - cash,
        items=len(lines),
    )
    fields: dict[str, object] = {
        "sale": sale,
        "figures": came_to,
        "receipt_number": "0001-01-A-0000042",
        "fingerprint": "1a2b3c4d",
        "cashier_name": "Ayse",
        "completed_at_ms": AT_MS,
    }
    return CompletedSale(**(fields | changes))  # type: ignore[arg-type]  # a dictionary of mixed fields


def sample_sale(language: str = "en") -> CompletedSale:
    """Three lines, one weighed, one with a very long name, one discount."""
    names = {
        "en": ("Whole milk 1 l", "Bananas", "Chocolate hazelnut spread with extra cocoa, family size 750 g"),
        "tr": ("Şekersiz süt 1 l", "Muz İthal", "Fındıklı çikolata kreması, ilave kakaolu büyük boy 750 g"),
        "ru": (
            "Молоко цельное 1 л",
            "Бананы",
            "Шоколадная паста с фундуком и какао, семейная упаковка 750 г",
        ),
    }[language]
    lines = (
        line(1, product(names[0], 129), 2000),
        line(2, product(names[1], 199, Unit.KG), 1245),
        line(3, product(names[2], 123_456)),
    )
    reason = Message("sample.member_price")
    return completed(lines, {1: (Adjustment(AdjustmentKind.PROMOTION, "member", -20, reason),)})


def sample_statement() -> PointsStatement:
    """A member who earned, spent and has something to lose."""
    return PointsStatement(
        masked_name="A. Y******",
        tier_name="Silver",
        earned=((Message("sample.base"), 1239),),
        spent=((Message("sample.reward"), 500),),
        balance_points=1240,
        expiring_points=120,
        expires_at_ms=AT_MS + 30 * 86_400_000,
        next_reward=Message("sample.next"),
    )
