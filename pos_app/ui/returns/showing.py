"""The state of the return pane, from what was chosen so far. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping

from pos_app.checkout.reversing import Preview
from pos_app.kernel.messages import Message
from pos_app.ports.books import SoldSale
from pos_app.retail.paying_out import money_preview, payout_proposal
from pos_app.retail.returned import ReturnReason, SaleReturn
from pos_app.ui.explaining import back_line, worth_of
from pos_app.ui.formatting import Formats
from pos_app.ui.returns.finding import Finding
from pos_app.ui.returns.state import Choice, PickRow, PreviewRow, ReturnState, Stage
from pos_app.ui.returns.wish import Pick, Wish
from pos_app.ui.tone import Tone

REASONS = (ReturnReason.CHANGED_MIND, ReturnReason.FAULTY, ReturnReason.WRONG_ITEM)


def finding_state(finding: Finding, formats: Formats, can_void: bool) -> ReturnState:
    """Return the pane with the sales to choose from."""
    say = formats.translate
    rows = finding.rows()
    lead = (
        say("ui.returns.lead_member", name=finding.member) if finding.member else say("ui.returns.lead_find")
    )
    empty = "ui.returns.no_sales" if finding.is_empty else "ui.returns.no_match"
    return ReturnState(
        stage=Stage.FIND,
        title=say("ui.returns.title"),
        lead=lead,
        problem="" if rows else say(empty),
        tone=Tone.NEUTRAL,
        sales=rows,
        can_void=can_void,
        can_without=True,
    )


def choosing_state(
    sold: SoldSale | None, wish: Wish, worth: Mapping[int, int], formats: Formats
) -> ReturnState:
    """Return the pane with the lines that can come back; `worth` is what the chosen ones bring."""
    say = formats.translate
    number = sold.filed.completed.receipt_number if sold else ""
    title = say("ui.returns.title_receipt", number=number) if sold else say("ui.returns.title_without")
    return ReturnState(
        stage=Stage.CHOOSE,
        title=title,
        lead=say("ui.returns.lead_choose" if sold else "ui.returns.lead_without"),
        picks=tuple(_pick(one, sold, worth, formats) for one in wish.picks),
        reasons=tuple(
            Choice(one.value, say(f"ui.returns.reason.{one.value}"), one is wish.reason) for one in REASONS
        ),
        next_label=say("ui.returns.next"),
        can_next=bool(wish.picked),
        can_all=sold is not None,
        all_chosen=wish.is_all and sold is not None,
    )


def preview_state(sold: SoldSale | None, preview: Preview, formats: Formats) -> ReturnState:
    """Return the pane with what will happen, in sentences and money."""
    say, back = formats.translate, preview.back
    number = sold.filed.completed.receipt_number if sold else ""
    title = "ui.returns.title_void" if back.is_void else "ui.returns.title_receipt"
    refund = formats.money(back.refund_minor)
    return ReturnState(
        stage=Stage.PREVIEW,
        title=say(title, number=number) if sold else say("ui.returns.title_without"),
        lead=say("ui.returns.lead_preview"),
        preview=(*_money(sold, preview, formats), *(_told(one, formats) for one in preview.said)),
        next_label=say("ui.returns.agree_void" if back.is_void else "ui.returns.agree", amount=refund),
        can_next=True,
    )


def _pick(one: Pick, sold: SoldSale | None, worth: Mapping[int, int], formats: Formats) -> PickRow:
    unit, say = one.product.unit, formats.translate
    gone = one.sold_milli - one.left_milli
    if sold is None:
        told = formats.unit_price(one.product.price_minor, unit)
    else:
        said = "ui.returns.sold_returned" if gone else "ui.returns.sold"
        told = say(
            said,
            sold=formats.quantity(one.sold_milli, unit),
            gone=formats.quantity(gone, unit),
            amount=formats.money(_paid(one.line_no, sold)),
        )
    return PickRow(
        line_no=one.line_no,
        name=one.product.name,
        sold=told,
        picked=formats.quantity(one.picked_milli, unit) if one.picked_milli else "0",
        amount=formats.money(worth[one.line_no]) if one.line_no in worth else "",
        can_more=one.picked_milli < one.left_milli,
        can_less=one.picked_milli > 0,
        chosen=one.picked_milli > 0,
        why=_worth_why(one, sold, worth, formats),
    )


def _worth_why(one: Pick, sold: SoldSale | None, worth: Mapping[int, int], formats: Formats) -> str:
    if one.line_no not in worth:
        return ""
    number = sold.filed.completed.receipt_number if sold else ""
    quantity = formats.quantity(one.picked_milli, one.product.unit)
    return worth_of(formats.money(worth[one.line_no]), quantity, number, formats)


def _paid(line_no: int, sold: SoldSale) -> int:
    figures = sold.filed.completed.figures
    return next((line.amount_minor for line in figures.lines if line.line_no == line_no), 0)


def _money(sold: SoldSale | None, preview: Preview, formats: Formats) -> list[PreviewRow]:
    """Return the worth of the goods, what goes back, how it does, what of it is not money."""
    back, say, money = preview.back, formats.translate, formats.money
    rows = [
        PreviewRow(
            f"{formats.quantity(line.quantity_milli, line.product.unit)} × {line.product.name}",
            money(line.gross_minor),
            why=back_line(line, back.receipt_number, formats),
        )
        for line in back.lines
    ]
    said, why = say("ui.returns.money_back"), _refund_why(back, formats)
    rows.append(PreviewRow(said, money(back.refund_minor), strong=True, why=why))
    completed, earlier = (sold.filed.completed, sold.returns) if sold else (None, ())
    proposal = payout_proposal(completed, earlier, back.refund_minor)
    return rows + [_told(one, formats) for one in money_preview(back, proposal, completed)]


def _refund_why(back: SaleReturn, formats: Formats) -> str:
    """Return what the money is: the worth of the goods, less what is not paid out."""
    say, money = formats.translate, formats.money
    said = [say("why.money_back", goods=money(back.gross_minor))]
    said += [
        say(code, amount=money(-minor))
        for code, minor in (
            ("why.back_points", back.by_points_minor),
            ("why.back_coupon", back.by_coupon_minor),
            ("why.back_kept", back.deducted_minor),
        )
        if minor
    ]
    return "\n".join([*said, say("why.back_money", amount=money(back.refund_minor))])


def _told(message: Message, formats: Formats) -> PreviewRow:
    return PreviewRow(formats.say(message))
