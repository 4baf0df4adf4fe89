"""The program and the shop's settings as head office wants them, where it said anything."""

from __future__ import annotations

import logging

import msgspec
from msgspec.structs import replace

from pos_app.loyalty.program import Program
from pos_app.ports.documents import DocumentShelf
from pos_app.ports.outbox import Link
from pos_app.retail.shop import ShopProfile
from pos_app.storage.document_bodies import PROGRAM, SETTINGS

_log = logging.getLogger(__name__)
_program = msgspec.json.Decoder(Program).decode
_shop = msgspec.json.Decoder(ShopProfile).decode


def program_in_force(shelf: DocumentShelf, own: Program) -> Program:
    """Return the program that was sent, the till's own where none was, or one that cannot be used here."""
    for document in shelf.in_force(PROGRAM):
        try:
            program = _program(document.body.encode())
        except msgspec.DecodeError:
            _log.info("the program of head office cannot be read: %s", document.doc_id)
            continue
        if program.money_digits == own.money_digits:
            return program
        _log.info("the program of head office counts in another currency: %s", document.doc_id)
    return own


def shop_in_force(shelf: DocumentShelf, own: ShopProfile, link: Link) -> ShopProfile:
    """Return the shop as it was sent: name, address, taxes, codes. What belongs to this place stays the till's own."""
    for document in shelf.in_force(SETTINGS):
        try:
            shop = _shop(document.body.encode())
        except msgspec.DecodeError:
            _log.info("the settings of head office cannot be read: %s", document.doc_id)
            continue
        if shop.currency == own.currency:
            own = replace(
                shop, zone=own.zone, terminal_name=own.terminal_name, channel=own.channel, locale=own.locale
            )
            break
        _log.info("the settings of head office are in another currency: %s", document.doc_id)
    return replace(own, store_no=link.store_no, terminal_no=link.terminal_no)
