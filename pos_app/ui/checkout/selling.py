"""Products come to the sale, lines are changed. No Qt here."""

from __future__ import annotations

from pos_app.checkout.outcome import (
    Added,
    Changed,
    CodeTaken,
    CouponTaken,
    Discounted,
    NeedsQuantity,
    Outcome,
)
from pos_app.kernel.limits import SIGN_RETYPED_MS
from pos_app.kernel.quantity import MILLI
from pos_app.ports.sounds import Sound
from pos_app.retail.product import Product
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.papers import drop_paper
from pos_app.ui.checkout.showing import last_item_of
from pos_app.ui.tone import Tone


class Selling:
    """What can be done to lines; every intent ends with a new state on the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._big: NeedsQuantity | None = None
        self._stepped: tuple[str, int] = ("", 0)

    def take(self, outcome: Outcome) -> None:
        """Show that a product came to the sale, a line changed, or a large quantity needs a yes."""
        desk = self._desk
        match outcome:
            case Added(line_no=line_no, product=product):
                desk.wake_up()
                desk.selected = line_no
                desk.last_item = last_item_of(desk, line_no)
                if product.min_age:
                    desk.say("notice.age", Tone.WARN, name=product.name, age=product.min_age)
                desk.play(Sound.ACCEPTED)
            case CodeTaken() | CouponTaken():
                desk.wake_up()
                self._tell_taken(outcome)
            case Discounted(saved_minor=saved):
                desk.wake_up()
                if saved:
                    desk.say("notice.sale_discount", Tone.GOOD, amount_minor=saved)
                desk.play(Sound.ACCEPTED)
            case Changed(line_no=line_no):
                desk.selected = line_no
                desk.play(Sound.ACCEPTED)
            case NeedsQuantity(product=product, quantity_milli=quantity):
                self._big = outcome
                desk.ask(
                    "ask.quantity",
                    "confirm_quantity",
                    quantity=desk.formats.quantity(quantity, product.unit),
                    name=product.name,
                )
                desk.play(Sound.REFUSED)
            case _:
                pass

    def _tell_taken(self, taken: CodeTaken | CouponTaken) -> None:
        desk = self._desk
        if taken.saved_minor:
            desk.say("notice.paper_saves", Tone.GOOD, name=taken.name, amount_minor=taken.saved_minor)
        else:
            desk.say("notice.paper_waits", Tone.INFO, name=taken.name)
        desk.play(Sound.ACCEPTED)

    def confirm_quantity(self) -> None:
        """Sell the large quantity after all."""
        big, self._big = self._big, None
        if big is not None:
            self._add(big.product.number, big.quantity_milli, confirmed=True)
        self._desk.refresh()

    def choose(self, number: str) -> None:
        """Sell a search result or a quick key, in the quantity typed before it."""
        desk = self._desk
        if desk.price_check:
            found = desk.session.tools.catalogue.by_number(number)
            desk.take_entry()
            if found is not None:
                self.show_price(found)
        elif self._add(number, desk.understood.quantity_milli):
            desk.take_entry()
        desk.refresh()

    def show_price(self, product: Product) -> None:
        """Say what a product costs without selling it."""
        desk = self._desk
        desk.price_check = False
        price = desk.formats.unit_price(product.price_minor, product.unit)
        desk.say("notice.price", Tone.INFO, name=product.name, price=price)
        desk.play(Sound.ACCEPTED)

    def select(self, line_no: int) -> None:
        """Choose the line that +, -, Del act on."""
        self._desk.selected = line_no
        self._desk.refresh()

    def move(self, delta: int) -> None:
        """Walk through the search results, or through the lines while there are none."""
        desk = self._desk
        results = desk.understood.results
        if results:
            desk.search_at = (desk.search_at + delta) % len(results)
        else:
            numbers = [row.line_no for row in desk.rows_shown[2]]
            if numbers:
                here = numbers.index(desk.selected) if desk.selected in numbers else len(numbers) - delta
                desk.selected = numbers[max(0, min(len(numbers) - 1, here + delta))]
        desk.refresh()

    def step(self, line_no: int, delta: int) -> None:
        """One more or one less of a line; none left takes the line off."""
        desk = self._desk
        line = next((one for one in desk.session.sale.lines if one.line_no == line_no), None)
        if line is not None and desk.tried(
            lambda: desk.session.change_quantity(line_no, max(0, line.quantity_milli + delta * MILLI))
        ):
            self._after_change(line_no)
        desk.refresh()

    def step_by_key(self, sign: str) -> None:
        """Step the chosen line by + or -, until a digit shows that a number was meant."""
        desk = self._desk
        before = desk.session.sale
        self.step(desk.selected, 1 if sign == "+" else -1)
        changed = desk.session.sale is not before
        self._stepped = (sign, desk.clock.mono_ms()) if changed else ("", 0)

    def retyped(self, text: str) -> str:
        """Return what was really typed: a digit right behind + or - belongs to it, and the step is taken back."""
        desk = self._desk
        sign, since = self._stepped
        self._stepped = ("", 0)
        is_number = text[:1].isdigit() and desk.clock.mono_ms() - since <= SIGN_RETYPED_MS
        if not sign or not is_number or not desk.session.can_undo:
            return text
        desk.session.undo()
        self._after_change(desk.selected)
        return sign + text

    def remove(self, line_no: int) -> None:
        """Take a line off, or agree that a refused scan was not sold."""
        desk, session = self._desk, self._desk.session
        if any(one.unsold_no == line_no for one in session.sale.unsold):
            self.dismiss(line_no)
            return
        if desk.tried(lambda: session.remove_line(line_no) if line_no > 0 else drop_paper(session, line_no)):
            self._after_change(line_no)
        desk.refresh()

    def dismiss(self, unsold_no: int) -> None:
        """Agree that a refused scan was not sold."""
        desk = self._desk
        if desk.tried(lambda: desk.session.dismiss_unsold(unsold_no)):
            self._after_change(unsold_no)
        desk.refresh()

    def undo(self) -> None:
        """Take the last step back."""
        desk = self._desk
        if desk.tried(desk.session.undo):
            self._after_change(desk.selected)
        desk.refresh()

    def _add(self, number: str, quantity_milli: int, confirmed: bool = False) -> bool:
        desk = self._desk
        outcomes: list[Outcome] = []
        if not desk.tried(
            lambda: outcomes.append(desk.session.add_product(number, quantity_milli, confirmed))
        ):
            return False
        self.take(outcomes[0])
        return True

    def _after_change(self, line_no: int) -> None:
        desk = self._desk
        sale = desk.session.sale
        numbers = [line.line_no for line in sale.lines] + [one.unsold_no for one in sale.unsold]
        desk.selected = line_no if line_no in numbers else numbers[-1] if numbers else 0
        desk.last_item = last_item_of(desk, desk.selected)
