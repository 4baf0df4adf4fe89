"""What the sign-on screen shows, ready for eyes. No Qt here."""

from __future__ import annotations

import msgspec


class Person(msgspec.Struct, frozen=True):
    """Somebody who can sign on; `role` in words."""

    person_id: str
    name: str
    role: str


class SignOnState(msgspec.Struct, frozen=True):
    """The screen: who, the PIN, what went wrong.

    `ready` is off while a PIN is being checked or trying is locked: the field then takes nothing.
    """

    shop: str
    terminal: str
    people: tuple[Person, ...] = ()
    chosen: str = ""
    prompt: str = ""
    problem: str = ""
    ready: bool = True
    time: str = ""
