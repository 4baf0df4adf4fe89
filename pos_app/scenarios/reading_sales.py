"""Sales of a scenario file, with goods that come back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pos_app.kernel.limits import REWARDS_PER_SALE_MAX, SALE_LINES_MAX
from pos_app.loyalty.table import Table, exact_rate
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.scenarios.reading_parts import Stage
from pos_app.scenarios.reading_shop import known
from pos_app.scenarios.scenario import (
    AnyStep,
    KeepStep,
    RecallStep,
    ReturnStep,
    SaleStep,
    StepLine,
    StepReward,
    StepTender,
    VoidStep,
)


def read_sale(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    """Read a sale from first line to payment."""
    return SaleStep(**_rung(table, stage, common))


def read_keep(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    """Read a sale that is rung up, then left open."""
    return KeepStep(**_rung(table, stage, common))


def read_recall(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    """Read how a sale that was left open is paid."""
    return RecallStep(of=earlier(table, stage), tenders=_tenders(table, stage), **common)


def _rung(table: Table, stage: Stage, common: dict[str, Any]) -> dict[str, Any]:
    coupons: list[tuple[str, str]] = []
    for each in _entries(table, "coupons"):
        of = each.text("of", "")
        known(each, "of", of, stage.names)
        coupons.append((of, each.text("coupon", "")))
        each.close()
    returned = table.table("returned") if table.has("returned") else None
    return dict(
        lines=tuple(_line(each, stage) for each in _entries(table, "lines", "product")),
        rewards=tuple(_reward(each, stage) for each in _entries(table, "rewards", "reward")),
        tenders=_tenders(table, stage),
        codes=table.texts("codes"),
        coupons=tuple(coupons),
        store=table.text("store", ""),
        channel=table.text("channel", ""),
        offline=table.flag("offline", False),
        card_in_payment=table.flag("card_in_payment", False),
        returned=None if returned is None else read_return(returned, stage, common),
        **common,
    )


def _entries(table: Table, key: str, short: str = "") -> list[Table]:
    """Return a list of tables; a plain text in it stands for the table that has it under `short`."""
    value = table.values.get(key)
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and short:
        table.values[key] = [_spelt_out(each, short) if isinstance(each, str) else each for each in value]
    return table.tables(key, SALE_LINES_MAX)


def _spelt_out(text: str, short: str) -> dict[str, Any]:
    """`"2 coffee"` is two of the product coffee."""
    count, _, rest = text.partition(" ")
    number = count.replace(".", "", 1)
    if rest and number.isascii() and number.isdigit():
        return {short: rest.strip(), ("quantity" if short == "product" else "times"): Decimal(count)}
    return {short: text}


def _line(table: Table, stage: Stage) -> StepLine:
    product = table.text("product")
    known(table, "product", product, sorted(stage.products))
    percent = table.number("discount_percent", 1, Decimal("0.1"), Decimal(100))
    found = StepLine(
        product=product,
        quantity_milli=stage.parts.quantity(table, "quantity"),
        price_minor=stage.parts.amount(table, "price"),
        discount=None if percent is None else exact_rate(percent / 100),
    )
    table.close()
    return found


def _reward(table: Table, stage: Stage) -> StepReward:
    times = table.number("times", 0, Decimal(1), Decimal(REWARDS_PER_SALE_MAX))
    found = StepReward(table.text("reward"), int(times or 1), stage.parts.points(table, "points") or 0)
    table.close()
    return found


def _tenders(table: Table, stage: Stage) -> tuple[StepTender, ...]:
    value = table.values.get("tenders")
    if isinstance(value, str):
        table.values["tenders"] = {value: "rest"}
    tenders = table.table("tenders")
    found: list[StepTender] = []
    for word in tenders.values:
        kinds = [each.value for each in TenderKind]
        known(tenders, word, word, kinds)
        amount = None if tenders.values[word] == "rest" else stage.parts.amount(tenders, word)
        if word in kinds:
            found.append(StepTender(TenderKind(word), amount))
    return tuple(found)


def read_return(table: Table, stage: Stage, common: dict[str, Any]) -> ReturnStep:
    """Read what comes back, of a [[step]] or within an exchange."""
    without_receipt = table.flag("without_receipt", False)
    of = "" if without_receipt else earlier(table, stage)
    lines: list[tuple[str, int]] = []
    for each in _entries(table, "lines", "product"):
        product = each.text("product")
        known(each, "product", product, sorted(stage.products))
        lines.append((product, stage.parts.quantity(each, "quantity")))
        each.close()
    found = ReturnStep(
        of=of,
        lines=tuple(lines),
        reason=table.choice("reason", ReturnReason.CHANGED_MIND),
        preview=table.flag("preview", False),
        without_receipt=without_receipt,
        by_manager=table.flag("by_manager", False),
        **common,
    )
    if len(table.path) > 2:  # within the table of a step, which closes itself
        table.close()
    return found


def read_void(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    """Read what is voided."""
    return VoidStep(of=earlier(table, stage), **common)


def earlier(table: Table, stage: Stage) -> str:
    """Return the name of a step before this one."""
    of = table.text("of")
    known(table, "of", of, stage.names)
    return of
