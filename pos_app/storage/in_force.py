"""What head office wants to count here, where it said anything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.program import Program
from pos_app.ports.documents import DocumentShelf
from pos_app.ports.outbox import Link
from pos_app.retail.shop import ShopProfile
from pos_app.storage.document_bodies import PROGRAM, SETTINGS
from pos_app.storage.document_checks import is_usable_shop
from pos_app.storage.program_checks import is_usable_program

_log = logging.getLogger(__name__)
_program = msgspec.json.Decoder(Program).decode
_shop = msgspec.json.Decoder(ShopProfile).decode


class InForce:
    """Program with the shop: the till's own, and over them what head office sent, if the till belongs to a server."""

    def __init__(
        self,
        shelf: DocumentShelf,
        link: Callable[[], Link | None],
        own_shop: ShopProfile,
        own_program: CompiledProgram,
    ) -> None:
        self._shelf = shelf
        self._link = link
        self._own = own_shop, own_program
        self._is_due = False
        self.shop, self.program = self._read()

    def heard(self, kinds: frozenset[str]) -> None:
        """Documents of these kinds changed; from whatever thread."""
        if not kinds.isdisjoint((PROGRAM, SETTINGS)):
            self._is_due = True

    def has_changed(self) -> bool:
        """Read what was heard of, at a moment without an open sale; True when there was something."""
        was_due, self._is_due = self._is_due, False
        if was_due:
            self.shop, self.program = self._read()
        return was_due

    def _read(self) -> tuple[ShopProfile, CompiledProgram]:
        own_shop, own_program = self._own
        link = self._link()
        if link is None:
            return self._own
        shop = shop_in_force(self._shelf, own_shop, link)
        found = program_in_force(self._shelf, own_program.program)
        if found == own_program.program:
            return shop, own_program
        return shop, compile_program(found, ZoneInfo(shop.zone))


def program_in_force(shelf: DocumentShelf, own: Program) -> Program:
    """Return the program that was sent, the till's own where none was, or one that cannot be used here."""
    for document in shelf.in_force(PROGRAM):
        try:
            program = _program(document.body.encode())
        except msgspec.DecodeError:
            _log.info("the program of head office cannot be read: %s", document.doc_id)
            continue
        if program.money_digits != own.money_digits:
            _log.info("the program of head office counts in another currency: %s", document.doc_id)
        elif not is_usable_program(program):
            _log.info("nothing could be sold with the program of head office: %s", document.doc_id)
        else:
            return program
    return own


def shop_in_force(shelf: DocumentShelf, own: ShopProfile, link: Link) -> ShopProfile:
    """Return the shop as it was sent: name, address, taxes, codes. What belongs to this place stays the till's own."""
    for document in shelf.in_force(SETTINGS):
        try:
            shop = _shop(document.body.encode())
        except msgspec.DecodeError:
            _log.info("the settings of head office cannot be read: %s", document.doc_id)
            continue
        if not is_usable_shop(shop):
            _log.info("nothing could be sold with the settings of head office: %s", document.doc_id)
        elif shop.currency == own.currency:
            own = replace(
                shop, zone=own.zone, terminal_name=own.terminal_name, channel=own.channel, locale=own.locale
            )
            break
        else:
            _log.info("the settings of head office are in another currency: %s", document.doc_id)
    return replace(own, store_no=link.store_no, terminal_no=link.terminal_no)
