"""A counter with the real screen on it, for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.demo.people import MANAGER, REGULAR
from pos_app.demo.shop import build_demo
from pos_app.kernel.messages import Translate
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.ports.sounds import Sound
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.paths import resource_path
from pos_app.runtime.settings import load_settings
from pos_app.runtime.system_clock import SystemClock
from pos_app.runtime.texts import load_translator
from pos_app.storage.opening import open_storage
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.presenter import CheckoutPresenter
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.showing import state_of
from pos_app.ui.enrolment.presenter import EnrolmentPresenter
from pos_app.ui.formatting import Formats
from pos_app.ui.kit.key_layout import read_layouts
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look


class Silence:
    """No sound."""

    def play(self, sound: Sound) -> None:
        """Play nothing."""


@dataclass
class Sat:
    """The presenter with codes to scan."""

    presenter: CheckoutPresenter
    codes: list[str]


@contextmanager
def sitting_at_the_counter(folder: Path, lines: int, rules: int) -> Iterator[Sat]:
    """Open the demo shop with a program of so many rules, a member and so many lines on the sale."""
    clock = SystemClock()
    build_demo(folder, clock, use_keyring=False, real_products=False)
    shop = load_settings(folder).shop
    storage = open_storage(folder, clock, FreshIds(clock), use_keyring=False)
    try:
        zone = ZoneInfo(shop.zone)
        tools = Tools(
            shop,
            zone,
            many_rules(shop, rules),
            storage.catalogue,
            storage.members,
            storage.books,
            clock,
            FreshIds(clock),
        )
        session = CheckoutSession(tools, MANAGER.cashier)
        screen, presenter = on_screen(session, shop, load_translator("en", shop))
        found = [one for one in storage.catalogue.search("a ", 20) or () if one.codes]
        found += [one for one in storage.catalogue.quick_keys(20) if one.codes]
        codes = [one.codes[0] for one in found]
        presenter.on_scanned(REGULAR.card)
        while len(session.sale.lines) < lines:
            for code in codes:
                presenter.on_scanned(code)
        yield Sat(presenter, codes)
        screen.close()
    finally:
        storage.close()


def on_screen(
    session: CheckoutSession, shop: ShopProfile, translate: Translate
) -> tuple[CheckoutScreen, CheckoutPresenter]:
    """Show the checkout at 1024x768."""
    layouts = read_layouts(resource_path("keyboards"), ("en",))
    screen = CheckoutScreen(Look(tokens.LIGHT, resource_path()), translate, layouts)
    formats = Formats(shop, 0, translate)
    quick = session.tools.catalogue.quick_keys(16)
    desk = Desk(session, screen, formats, session.tools.clock, Silence(), state_of, quick)
    form = EnrolmentPresenter(session, screen.enrolment, translate)
    presenter = CheckoutPresenter(desk, form, _raise)
    screen.resize(1024, 768)
    screen.show()
    presenter.start()
    return screen, presenter


def many_rules(shop: ShopProfile, rules: int) -> CompiledProgram:
    """The demo's program with rules for single products added until there are so many."""
    text = resource_path("programs", "corner-shop.toml").read_text(encoding="utf-8")
    for number in range(rules):
        text += f'\n[[earn]]\nid = "extra-{number}"\nname = "Extra {number}"\npoints = 1\nper_units = 1\n'
        text += f'products = ["{1000 + number}"]\n'
    program = read_program(text, shop.currency)
    if not isinstance(program, Program):
        raise ValueError(program[0].message.code)
    return compile_program(program, ZoneInfo(shop.zone))


def _raise(error: Exception) -> None:
    raise error
