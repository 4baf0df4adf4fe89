"""How a server's shop counts: the program that was published, texts with the money of the shop."""

from __future__ import annotations

import msgspec

from pos_app.cli.telling import plain_translator, terminal_language
from pos_app.loyalty.program import Program
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.system_clock import SystemClock
from pos_app.runtime.texts import Translator, load_translator
from pos_app.server.documents import SHOP, Documents
from pos_app.server.opening import Opened
from pos_app.storage.document_bodies import ONLY, PROGRAM, SETTINGS


def published_program(opened: Opened) -> Program | None:
    """Return the program of the whole shop; None when there is none, or none that this version understands."""
    body = _body(opened, PROGRAM)
    try:
        return msgspec.json.decode(body, type=Program) if body else None
    except msgspec.MsgspecError:
        return None


def published_texts(opened: Opened) -> Translator:
    """Return the texts in the language of the person's terminal, money as the shop writes it where that is known."""
    body = _body(opened, SETTINGS)
    try:
        return load_translator(terminal_language(), msgspec.json.decode(body, type=ShopProfile))
    except msgspec.MsgspecError:
        return plain_translator()


def _body(opened: Opened, kind: str) -> str:
    return Documents(opened.database, SystemClock()).body(SHOP, kind, ONLY) or ""
