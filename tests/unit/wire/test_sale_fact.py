"""The fact of a sale."""

from __future__ import annotations

from pos_app.wire.fact import encode
from pos_app.wire.sale_fact import (
    Authority,
    SaleFact,
    SaleFactAdjustment,
    SaleFactEntry,
    SaleFactLine,
    SaleFactLot,
    SaleFactTax,
    SaleFactTender,
    read_sale,
)


def _fact() -> SaleFact:
    off = SaleFactAdjustment(
        kind="promotion", source="tuesday", amount=-10, why=("promotion.percent", {"percent": 5})
    )
    line = SaleFactLine(1, "p", "4711", "Milk", "04012345678901", 1000, 199, 199, (off,), 189, "reduced", 1)
    lot = SaleFactLot("l", 1, 5, None)
    entry = SaleFactEntry("a", "earn:base", "EARN", 1, "base", ("points.per_step", {}), 0, (lot,))
    return SaleFact(
        id="e",
        at=9,
        op="c",
        rules="ff",
        card=None,
        lines=(line,),
        tender=(SaleFactTender("cash", 189, 200, ""),),
        entries=(entry,),
        auth=Authority(),
        receipt="0001-01-A-0000001",
        sale="s",
        started=5,
        member="m",
        tax=(SaleFactTax("reduced", "B", (7, 100), 177, 12, 189),),
        total=189,
        change=11,
        more=None,
    )


def test_the_body_begins_as_the_protocol_says() -> None:
    body = encode(_fact())
    assert body.startswith(
        b'{"v":1,"id":"e","t":"sale","at":9,"op":"c","rules":"ff","card":null,"lines":[{"no":1,'
    )
    assert b'"auth":{"mode":"local","res":null,"tried":[],"holds":[]},"receipt":"0001-01-A-0000001"' in body
    assert (
        b'"entries":[{"acct":"a","leg":"earn:base","kind":"EARN","amount":1,"rule":"base","why":["points.per_step",{}]'
        in body
    )


def test_a_sale_reads_back_equal() -> None:
    assert read_sale(encode(_fact())) == _fact()
