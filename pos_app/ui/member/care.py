"""What a shop does for a member: adjust, merge, block, export, erase. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from pos_app.checkout import late_card, member_care
from pos_app.checkout.late_card import Late
from pos_app.kernel.messages import Parameter
from pos_app.loyalty.lifecycle.adjusting import needs_approval
from pos_app.loyalty.member import MemberSnapshot
from pos_app.ports.members import MemberStatus
from pos_app.ports.staff import Cashier
from pos_app.retail.amounts import read_decimal
from pos_app.ui.member.asking import Ask, Keep, Pane
from pos_app.ui.member.joining import Joining
from pos_app.ui.member.state import Form, FormField, Row, Section
from pos_app.ui.tone import Tone


class Care:
    """One question at a time; whatever needs a manager asks for one first."""

    def __init__(self, pane: Pane) -> None:
        self._pane = pane
        self._typed: dict[str, str] = {}
        self.joining = Joining(pane)
        self.ask_manager: Ask = self._agree
        self.keep_file: Keep = _nowhere
        self._presses: dict[str, Callable[[], None]] = {
            "adjust": self._ask_adjustment,
            "adjust_now": self._adjust,
            "merge": self.joining.ask,
            "merge_show": self.joining.show,
            "merge_now": lambda: self.joining.merge(self.ask_manager),
            "unmerge": lambda: self.joining.undo(self.ask_manager),
            "late": self._give_late,
            "block": self._block,
            "export": self._export,
            "erase": self._ask_erasure,
            "erase_again": self._ask_erasure_again,
            "erase_now": self._erase,
            "detach": self._detach,
        }

    def sections(self) -> tuple[Section, ...]:
        """Return what can be done."""
        say = self._pane.formats.translate
        rows = {
            name: Row(
                say(f"ui.member.{name}"),
                detail=say(f"ui.member.{name}_body"),
                action=name,
                label=say("ui.member.do"),
            )
            for name in ("detach", "adjust", "block", "export", "erase")
        }
        found = self._pane.session.evaluated.found
        if found is not None and found.status is MemberStatus.BLOCKED:
            detail = say("ui.member.unblock_body")
            rows["block"] = replace(
                rows["block"], text=say("ui.member.unblock"), detail=detail, tone=Tone.BAD
            )
        first, last = (rows["detach"], rows["adjust"]), (rows["block"], rows["export"], rows["erase"])
        return (Section("", (*self._late_rows(), *first, *self.joining.rows(), *last)),)

    def _late_rows(self) -> tuple[Row, ...]:
        """Return the last sale's points, when it had no card."""
        late = self._late()
        if late is None:
            return ()
        say = self._pane.formats.translate
        detail = say("ui.member.late_body", number=late.filed.completed.receipt_number)
        return (Row(say("ui.member.late", late_points=late.points), "", detail, "late", say("ui.member.do")),)

    def _late(self) -> Late | None:
        evaluated, session = self._pane.session.evaluated, self._pane.session
        if session.last is None or evaluated.found is None or evaluated.snapshot is None:
            return None
        return late_card.preview(session.tools, session.last, evaluated.found, evaluated.snapshot)

    def _give_late(self) -> None:
        pane, late = self._pane, self._late()
        if late is not None and pane.tried(
            lambda: late_card.attach(pane.session.tools, pane.session.cashier, late),
            "notice.attached_late",
            name=late.found.masked_name,
            late_points=late.points,
        ):
            pane.session.read_member_again()

    def press(self, action: str) -> None:
        """A button of this page or of its question was pressed."""
        wish = self._presses.get(action)
        if wish is not None:
            wish()

    def edit(self, field_id: str, text: str) -> None:
        """A field was typed into; what was wrong is wiped."""
        self._typed[field_id] = text
        if field_id == "other":
            self.joining.edit(text)
        form = self._pane.form
        if form is not None:
            filled = all(self._typed.get(field.field_id, "").strip() for field in form.fields)
            self._pane.form = replace(form, problem="", can_submit=filled)

    def forget(self) -> None:
        """Nothing is kept of what was typed."""
        self._typed = {}

    def _ask(self, form_id: str, /, *fields: str, loud: bool = False, **params: Parameter) -> None:
        say = self._pane.formats.translate
        self._typed = {}
        self._pane.form = Form(
            form_id,
            say(f"ui.member.{form_id}_ask", **params),
            f"{form_id}_now" if form_id != "erase" else "erase_again",
            say(f"ui.member.{form_id}_yes"),
            tuple(FormField(field, say(f"ui.member.field.{field}")) for field in fields),
            can_submit=not fields,
            loud=loud,
        )

    def _ask_adjustment(self) -> None:
        self._ask("adjust", "points", "reason")

    def _adjust(self) -> None:
        pane, form = self._pane, self._pane.form
        session, member = pane.session, self._member()
        text = self._typed.get("points", "").strip().replace("\u2212", "-")
        decimals = session.tools.program.program.decimals
        size = read_decimal(text.lstrip("+-"), decimals)
        if form is None or member is None:
            return
        if size is None:
            pane.form = replace(form, problem=pane.formats.translate("adjust.unreadable"))
            return
        points = -size if text.startswith("-") else size
        reason = self._typed.get("reason", "")

        def agreed(who: Cashier) -> None:
            asked = session.cashier if who is not session.cashier else None
            if pane.tried(
                lambda: member_care.adjust(session.tools, who, member, points, reason, asked),
                "ui.member.adjusted",
                change_points=points,
            ):
                pane.form = None
                session.read_member_again()
            pane.changed()

        if needs_approval(session.tools.program, points):
            sentence = pane.formats.translate("ui.member.adjust_manager", change_points=points)
            self.ask_manager(sentence, agreed)
        else:
            agreed(session.cashier)

    def _block(self) -> None:
        pane, member = self._pane, self._member()
        found = pane.session.evaluated.found
        if member is None or found is None:
            return
        blocked = found.status is not MemberStatus.BLOCKED

        def agreed(who: Cashier) -> None:
            done = "ui.member.blocked" if blocked else "ui.member.unblocked"
            pane.tried(lambda: member_care.block(pane.session.tools, member.member_id, blocked), done)
            pane.session.read_member_again()
            pane.changed()

        asked = "ui.member.block_manager" if blocked else "ui.member.unblock_manager"
        self.ask_manager(pane.formats.translate(asked, name=found.masked_name), agreed)

    def _export(self) -> None:
        pane, member = self._pane, self._member()
        if member is None:
            return

        places: list[str] = []

        def write() -> None:
            data = member_care.records_of(pane.session.tools).export(member.member_id)
            places.append(self.keep_file(f"member-{member.member_id}.json", data))

        if pane.tried(write, "ui.member.export"):
            pane.tell(pane.formats.translate("ui.member.exported", file=places[0]), Tone.GOOD)

    def _ask_erasure(self) -> None:
        found = self._pane.session.evaluated.found
        self._ask("erase", loud=True, name=found.masked_name if found else "")

    def _ask_erasure_again(self) -> None:
        say = self._pane.formats.translate
        self._pane.form = Form(
            "erase2", say("ui.member.erase_sure"), "erase_now", say("ui.member.erase_yes"), loud=True
        )

    def _erase(self) -> None:
        pane, member = self._pane, self._member()
        if member is None:
            return

        def agreed(who: Cashier) -> None:
            session = pane.session
            if pane.tried(lambda: member_care.erase(session.tools, member.member_id), "ui.member.erased"):
                pane.form = None
                session.detach_member()
            pane.changed()

        self.ask_manager(pane.formats.translate("ui.member.erase_manager"), agreed)

    def _detach(self) -> None:
        self._pane.tried(self._pane.session.detach_member, "ui.member.detached")

    def _member(self) -> MemberSnapshot | None:
        return self._pane.session.evaluated.snapshot

    def _agree(self, sentence: str, agreed: Callable[[Cashier], None]) -> None:
        del sentence
        agreed(self._pane.session.cashier)


def _nowhere(name: str, data: bytes) -> str:
    del data
    return name
