"""The checkout's state for the screen, from the sale with its desk. No Qt here."""

from __future__ import annotations

from pos_app.checkout.pay import quick_amounts
from pos_app.ports.cut_off import Told
from pos_app.retail.product import Product
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.explaining import tile_why
from pos_app.ui.checkout.papers import papers_of
from pos_app.ui.checkout.showing_member import banner_of
from pos_app.ui.checkout.state import (
    Hint,
    LastItem,
    Mode,
    QuickAmount,
    QuickKey,
    SearchRow,
    State,
    Status,
    TenderRow,
    Tile,
)
from pos_app.ui.formatting import Formats
from pos_app.ui.tone import Tone


def state_of(desk: Desk) -> State:
    """Return everything that is on the screen."""
    session, formats = desk.session, desk.formats
    evaluated = session.evaluated
    figures, sale, shop = evaluated.figures, evaluated.sale, session.tools.shop
    if desk.rows_shown[0] is not evaluated or desk.rows_shown[1] != desk.selected:
        desk.rows_shown = (
            evaluated,
            desk.selected,
            desk.rows.rows_of(evaluated, desk.selected, papers_of(session, formats)),
        )
    paying = desk.mode is Mode.PAYING
    now_ms = desk.clock.now_ms()
    return State(
        shop=shop.name,
        terminal=shop.terminal_name,
        mode=desk.mode,
        rows=desk.rows_shown[2],
        last_item=desk.last_item,
        member=banner_of(evaluated, session.tools.program.program, formats, now_ms, _told(desk)),
        quick_keys=tuple(_quick_key(product, formats) for product in desk.quick_keys),
        search=_search(desk),
        search_selected=desk.search_at,
        hint=_hint(desk),
        notice=desk.notice,
        quick_amounts=_amounts(desk) if paying else (),
        tenders=_tenders(desk),
        tile=_tile(desk),
        items=str(figures.items),
        saved=formats.money(figures.saved_minor),
        tax=formats.money(figures.tax_minor),
        last_change="" if desk.last_change_minor is None else formats.money(desk.last_change_minor),
        paying_out=figures.payout_minor > 0,
        can_pay=bool(sale.lines or sale.returns),
        can_undo=session.can_undo,
        can_cancel=not sale.is_empty,
        can_reprint=session.last is not None,
        sounds_on=desk.sounds_on,
        status=Status(
            desk.message, *desk.printer, session.cashier.name, formats.time(now_ms), *desk.exchange
        ),
    )


def _told(desk: Desk) -> Told | None:
    snapshot = desk.session.evaluated.snapshot
    return None if snapshot is None else desk.session.holding.told(snapshot)


def last_item_of(desk: Desk, line_no: int) -> LastItem:
    """Return the card that names the item just sold."""
    evaluated = desk.session.evaluated
    for line, figures in zip(evaluated.sale.lines, evaluated.figures.lines, strict=True):
        if line.line_no == line_no:
            return LastItem(line.product.name, desk.formats.money(figures.amount_minor))
    return LastItem()


def _quick_key(product: Product, formats: Formats) -> QuickKey:
    return QuickKey(
        product.number, product.receipt_name, formats.unit_price(product.price_minor, product.unit)
    )


def _search(desk: Desk) -> tuple[SearchRow, ...]:
    formats = desk.formats
    return tuple(
        SearchRow(
            product.number,
            product.name,
            formats.unit_price(product.price_minor, product.unit),
            " · ".join(part for part in (product.number, " > ".join(product.category)) if part),
        )
        for product in desk.understood.results
    )


def _hint(desk: Desk) -> Hint:
    if desk.hint is not None:
        return Hint(desk.formats.say(desk.hint))
    if desk.understood.hint is None:
        return Hint(desk.translate("hint.price_check")) if desk.price_check else Hint()
    return Hint(desk.formats.say(desk.understood.hint), Tone.BAD if desk.understood.refused else Tone.NEUTRAL)


def _amounts(desk: Desk) -> tuple[QuickAmount, ...]:
    amounts = quick_amounts(desk.session.tools, desk.session.evaluated)
    paying_out = desk.session.evaluated.figures.payout_minor > 0
    exact = desk.translate("ui.checkout.pay_out" if paying_out else "ui.checkout.exact")
    return tuple(
        QuickAmount(desk.formats.money(amount) if place else exact, amount, exact=place == 0)
        for place, amount in enumerate(amounts)
    )


def _tenders(desk: Desk) -> tuple[TenderRow, ...]:
    taken = {tender.tender_no for tender in desk.session.sale.tenders}
    names = {option.reward_id: option.name for option in desk.session.evaluated.quote.rewards}
    return tuple(
        TenderRow(
            tender.tender_no,
            names.get(tender.reference) or desk.translate(f"receipt.tender.{tender.kind.value}"),
            desk.formats.money(tender.given_minor),
            tender.tender_no in taken,
        )
        for tender in desk.session.evaluated.tenders
    )


def _tile(desk: Desk) -> Tile:
    figures, money, translate = desk.session.evaluated.figures, desk.formats.money, desk.translate
    explained = tile_why(desk)
    if desk.mode is Mode.DONE and desk.session.last is not None:
        paid = desk.session.last.completed.figures
        if paid.total_minor < 0:
            return Tile(translate("ui.tile.paid_out"), money(-paid.total_minor), Mode.DONE, explained)
        caption = "ui.tile.change" if paid.change_minor else "ui.tile.paid"
        return Tile(translate(caption), money(paid.change_minor or paid.total_minor), Mode.DONE, explained)
    if desk.card_pending_minor is not None:
        is_gift = desk.card_pending_kind is TenderKind.GIFT_CARD
        caption = translate("ui.tile.by_gift_card" if is_gift else "ui.tile.by_card")
        return Tile(caption, money(desk.card_pending_minor), Mode.PAYING, explained)
    if figures.payout_minor and (desk.mode is Mode.PAYING or figures.paid_minor):
        return Tile(translate("ui.tile.pay_out"), money(figures.payout_minor), desk.mode, explained)
    if desk.mode is Mode.PAYING or figures.paid_minor:
        return Tile(translate("ui.tile.due"), money(max(0, figures.due_minor)), desk.mode, explained)
    if figures.total_minor < 0:
        return Tile(translate("ui.tile.goes_back"), money(-figures.total_minor), desk.mode, explained)
    return Tile(translate("ui.tile.total"), money(figures.total_minor), desk.mode, explained)
