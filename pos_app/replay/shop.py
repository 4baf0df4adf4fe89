"""The shop in which history is rung up."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pos_app.kernel.ids import CashierId, derived_id
from pos_app.kernel.money import Currency, Rate
from pos_app.ports.staff import Cashier, Role
from pos_app.replay import naming
from pos_app.replay.catalogue import TAX_CLASS
from pos_app.retail.shop import ShopProfile, TaxClass, TaxMode, TaxRounding, TaxRules

ZONE = ZoneInfo("America/New_York")

SHOP = ShopProfile(
    name="The Complete Journey",
    address=("2017",),
    tax_number="",
    footer=(),
    currency=Currency("USD", 2),
    tax=TaxRules(TaxMode.EXCLUSIVE, TaxRounding.PER_RECEIPT, (TaxClass(TAX_CLASS, "A", Rate(0)),)),
    locale="en_US",
    region="US",
    zone=ZONE.key,
    card_patterns=(r"CJ\d{8}",),
)
"""All 457 stores as one: the data says which basket belongs to which household, not how stores differ."""

CASHIER = Cashier(CashierId(derived_id(naming.product_id(0), "cashier")), "History", Role.CASHIER)
