"""Two members who are one person are merged, as long as the day lasts also parted again. No Qt here."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.checkout import member_care
from pos_app.checkout.member_care import MergePreview
from pos_app.kernel.errors import PosError, Refused
from pos_app.loyalty.member import MemberSnapshot
from pos_app.ports.staff import Cashier
from pos_app.ui.member.asking import Ask, Pane
from pos_app.ui.member.state import Form, FormField, Row


class Joining:
    """The other card is scanned, or its phone number typed; what would happen is shown before a manager agrees."""

    def __init__(self, pane: Pane) -> None:
        self._pane = pane
        self._other = ""
        self._preview: MergePreview | None = None

    @property
    def is_waiting(self) -> bool:
        """True while the other card is asked for."""
        form = self._pane.form
        return form is not None and form.form_id == "merge"

    def rows(self) -> tuple[Row, ...]:
        """Return what can be done: merge, and part again who was merged today."""
        say = self._pane.formats.translate
        rows = [
            Row(
                say("ui.member.merge"),
                detail=say("ui.member.merge_body"),
                action="merge",
                label=say("ui.member.do"),
            )
        ]
        member, records = self._member(), self._pane.session.tools.records
        if member is not None and records is not None:
            try:
                records.last_merge(member.member_id)
            except Refused:
                return tuple(rows)
            rows.append(
                Row(
                    say("ui.member.unmerge"),
                    detail=say("ui.member.unmerge_body"),
                    action="unmerge",
                    label=say("ui.member.do"),
                )
            )
        return tuple(rows)

    def ask(self) -> None:
        """Ask for the other card."""
        say = self._pane.formats.translate
        self._other, self._preview = "", None
        field = FormField("other", say("ui.member.field.other"))
        self._pane.form = Form(
            "merge",
            say("ui.member.merge_ask"),
            "merge_show",
            say("ui.member.merge_show"),
            (field,),
            can_submit=False,
        )

    def edit(self, text: str) -> None:
        """The other card's number or phone number was typed."""
        self._other = text

    def take(self, code: str) -> bool:
        """Take the other card; False when nobody has it."""
        if not self.is_waiting or self._pane.session.tools.members.by_card(code) is None:
            return False
        self._other = code
        self.show()
        return True

    def show(self) -> None:
        """Show what merging would do."""
        pane, member = self._pane, self._member()
        if member is None or pane.form is None:
            return
        say, points = pane.formats.translate, pane.formats.points_short
        try:
            found = member_care.merge_preview(pane.session.tools, member, self._other)
        except PosError as error:
            pane.form = replace(pane.form, problem=pane.formats.say(error.message))
            return
        self._preview = found
        winner = pane.session.evaluated.found
        detail = (
            say("ui.member.merge_brings", name=found.gone.masked_name, points=points(found.brought_points)),
            say(
                "ui.member.merge_together",
                name=winner.masked_name if winner is not None else "",
                points=points(found.together_points),
            ),
        )
        pane.form = Form(
            "merge_sure", say("ui.member.merge_sure"), "merge_now", say("ui.member.merge_yes"), (), detail
        )

    def merge(self, ask_manager: Ask) -> None:
        """Merge once a manager agrees."""
        pane, member, found = self._pane, self._member(), self._preview
        if member is None or found is None:
            return

        def agreed(who: Cashier) -> None:
            if pane.tried(lambda: member_care.merge(pane.session.tools, member, found), "ui.member.merged"):
                pane.form, self._preview = None, None
                pane.session.read_member_again()
            pane.changed()

        ask_manager(pane.formats.translate("ui.member.merge_manager"), agreed)

    def undo(self, ask_manager: Ask) -> None:
        """Part them again once a manager agrees."""
        pane, member = self._pane, self._member()
        if member is None:
            return

        def agreed(who: Cashier) -> None:
            if pane.tried(lambda: member_care.undo_merge(pane.session.tools, member), "ui.member.unmerged"):
                pane.session.read_member_again()
            pane.changed()

        ask_manager(pane.formats.translate("ui.member.unmerge"), agreed)

    def _member(self) -> MemberSnapshot | None:
        return self._pane.session.evaluated.snapshot
