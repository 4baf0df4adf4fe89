"""Sales that took goods back, for the tests of receipts."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from pos_app.kernel.ids import SaleId
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.quote import PointsStatement
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import TaxLine
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.tender import Tender, TenderKind
from tests.support.receipts import product, sample_sale, sample_statement

_MILK, _BANANAS = product("Milk", 129), product("Bananas", 199, Unit.KG, "reduced")
_BACK = (
    ReturnedLine(
        90,
        1,
        _MILK,
        2000,
        238,
        "standard",
        38,
        238,
        ReturnReason.FAULTY,
        tax_label="A",
        tax_rate=Rate(19, 100),
    ),
    ReturnedLine(91, 2, _BANANAS, 1245, 248, "reduced", 16, 248, tax_label="B", tax_rate=Rate(7, 100)),
)


def sample_return(name: str) -> tuple[CompletedSale, PointsStatement]:
    """A refund partly paid with points, an exchange that pays for itself in part, a void of everything."""
    sample, statement = sample_sale(), sample_statement()
    back = SaleReturn(SaleId(UUID(int=3)), "0001-01-A-0000007", _BACK)
    back = replace(back, by_points_minor=100) if name == "refund" else replace(back, is_void=name == "void")
    moves = replace(
        statement,
        earned=((Message("receipt.points_given_back"), 20),),
        spent=((Message("receipt.points_taken_back"), 4),),
    )
    sale = replace(sample.sale, returns=(back,))
    if name == "exchange":
        total = sample.figures.total_minor - back.refund_minor
        paid = (Tender(95, TenderKind.CARD, total, total),)
        figures = replace(
            sample.figures,
            refund_minor=back.refund_minor,
            total_minor=total,
            paid_minor=total,
            change_minor=0,
        )
        return replace(sample, sale=replace(sale, tenders=paid), figures=figures), moves
    money = back.refund_minor
    sale = replace(sale, lines=(), tenders=(Tender(95, TenderKind.CASH, -money, -money),))
    figures = replace(
        sample.figures,
        lines=(),
        taxes=(
            TaxLine("standard", "A", Rate(19, 100), -200, -38, -238),
            TaxLine("reduced", "B", Rate(7, 100), -232, -16, -248),
        ),
        goods_minor=0,
        tax_minor=-54,
        saved_minor=0,
        change_minor=0,
        items=0,
        total_minor=-money,
        paid_minor=-money,
        refund_minor=money,
    )
    return replace(sample, sale=sale, figures=figures), moves
