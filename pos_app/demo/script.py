"""The scripted demo sale in the real window: sign on, scans, a card, a reward, cash, the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.demo.people import CASHIER
from pos_app.demo.scans import DEMO_CARD, DEMO_REWARD, DEMO_SCANS, REFUSED_SCANS
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.receipts.text import as_text
from pos_app.terminal import Terminal
from pos_app.ui.app import CheckoutApp
from pos_app.ui.checkout.state import Mode, RewardButton, State
from pos_app.ui.hands import Hands, open_application
from pos_app.ui.till import WindowSetup

PATIENCE_S = 60
FOLLOW_S = 0.9
"""How long each step stays in a visible window."""
CASH = "100"

MakeSetup = Callable[[Callable[[Terminal], None]], WindowSetup]


@dataclass
class Played:
    """What was played: the steps done, the receipt as text, what stopped it (empty when nothing did)."""

    steps: list[str] = field(default_factory=list)
    receipt: str = ""
    failure: str = ""


class _Stopped(Exception):
    """A step did not lead where it should."""


def play_sale(make_setup: MakeSetup, pictures: Path, is_visible: bool) -> Played:
    """Play the sale in a window of its own and save a picture of every step."""
    tills: list[Terminal] = []
    pictures.mkdir(parents=True, exist_ok=True)
    played = Played()
    app = open_application(make_setup(tills.append))
    show = _Show(app, pictures, played, FOLLOW_S if is_visible else 0)
    try:
        _play(show)
        played.receipt = _receipt(tills[0])
    except _Stopped as stopped:
        played.failure = str(stopped)
    finally:
        app.window.close()
        app.close()
    return played


class _Show:
    """One window being played in."""

    def __init__(self, app: CheckoutApp, pictures: Path, played: Played, follow_s: float) -> None:
        self.app, self._pictures, self._played, self._follow_s = app, pictures, played, follow_s
        self.hands = Hands(app.window)

    def until(self, is_true: Callable[[], object], what: str) -> None:
        """Wait for something; a fault that the window noticed ends the show."""
        if not self.hands.until(lambda: is_true() or self.app.failed, PATIENCE_S) or self.app.failed:
            raise _Stopped(what)

    def step(self, name: str, said: str) -> None:
        """Take the picture of a step."""
        self.hands.pause(self._follow_s)
        self._played.steps.append(said)
        self.hands.picture(self._pictures / f"{len(self._played.steps):02d}-{name}.png")

    @property
    def state(self) -> State:
        """What the checkout shows."""
        counter = self.app.counter
        shown = counter.screen.shown if counter is not None else None
        if shown is None:
            raise _Stopped("the checkout is not there")
        return shown


def _play(show: _Show) -> None:
    _sign_on(show)
    for place, scan in enumerate(DEMO_SCANS, 1):
        show.hands.scan(scan.code)
        show.until(lambda wanted=place: len(show.state.rows) == wanted, f"scan {scan.code}")  # type: ignore[misc]  # bound now
        show.step(f"scan-{place}", f"scanned {scan.what}")
    refused = REFUSED_SCANS[-1]
    show.hands.scan(refused.code)
    show.until(lambda: any(row.unsold for row in show.state.rows), f"refuse {refused.code}")
    show.step("refused", f"refused {refused.what}: {show.state.notice.text if show.state.notice else ''}")
    show.hands.act("remove")
    show.until(lambda: not any(row.unsold for row in show.state.rows), "dismiss what was not sold")
    show.hands.scan(DEMO_CARD.code)
    show.until(lambda: show.state.member, "find the member")
    show.step("member", f"scanned {DEMO_CARD.what}: {_member_text(show.state)}")
    _use_reward(show)
    _pay(show)


def _sign_on(show: _Show) -> None:
    screen = show.app.sign_on_screen
    show.until(lambda: not screen.pin.isReadOnly(), "open the till")
    show.step("sign-on", "the till is open")
    show.hands.type(CASHIER.pin)
    show.until(lambda: len(screen.pin.text()) == len(CASHIER.pin), "type the PIN")
    show.hands.enter()
    show.until(lambda: show.app.counter is not None and show.app.counter.screen.shown, "sign on")
    show.step("signed-on", f"{CASHIER.cashier.name} signed on")
    if show.state.rows or show.state.member:
        _clear(show)


def _clear(show: _Show) -> None:
    """A sale was left open in this folder: give it up, so that the demo always plays the same."""
    counter = show.app.counter
    if counter is not None:
        counter.presenter.cancelling.cancel()
        counter.presenter.cancelling.confirm()
    show.until(lambda: not show.state.rows and not show.state.member, "clear the open sale")


def _use_reward(show: _Show) -> None:
    usable = [one for one in _rewards(show.state) if one.usable]
    if not usable:
        show.step("no-reward", "no reward can be used with this balance")
        return
    chosen = next((one for one in usable if one.reward_id == DEMO_REWARD), usable[0])
    if show.app.counter is not None:
        show.app.counter.screen.reward_pressed.emit(chosen.reward_id)
    show.until(lambda: any(one.used for one in _rewards(show.state)), "use the reward")
    show.step("reward", f"used {chosen.label} for {chosen.cost}")


def _pay(show: _Show) -> None:
    show.hands.enter()
    show.until(lambda: show.state.mode is Mode.PAYING, "go to payment")
    show.step("payment", f"{show.state.tile.amount} to pay")
    show.hands.type(CASH)
    show.hands.act("cash")
    show.until(lambda: show.state.mode is Mode.DONE, "take the cash")
    show.step("change", f"{show.state.tile.caption} {show.state.tile.amount}")
    show.hands.act("receipt")
    show.until(lambda: show.app.counter is not None and show.app.counter.pane is not None, "show the receipt")
    show.hands.pause(1.0)
    show.step("receipt", "the receipt")


def _rewards(state: State) -> tuple[RewardButton, ...]:
    return state.member.rewards if state.member else ()


def _member_text(state: State) -> str:
    return f"{state.member.masked_name}, {state.member.balance}" if state.member else ""


def _receipt(till: Terminal) -> str:
    filed = till.tools.books.last_sale()
    if filed is None:
        raise _Stopped("the sale is not in the books")
    document = sale_receipt(filed.completed, filed.statement, till.tools.shop, till.translator)
    return as_text(document, till.printer.columns)
