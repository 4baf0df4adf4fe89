"""What a check of the books found wrong."""

from __future__ import annotations

import msgspec

from pos_app.kernel.messages import Message, Parameter


class Finding(msgspec.Struct, frozen=True):
    """The row that is wrong: its `table`, its `key` as text, and `what` is wrong with it."""

    table: str
    key: str
    what: Message


class WrongRow(Exception):
    """Ends a check at the first row that is wrong."""

    def __init__(self, table: str, key: object, code: str, **params: Parameter) -> None:
        super().__init__(f"{table} {key}: {code} {params}")
        self.finding = Finding(table, _text(key), Message(code, params))


def must_equal(table: str, key: object, column: str, found: object, wanted: object) -> None:
    """Raise WrongRow `verify.differs` unless `found` in the row is `wanted`, which other rows demand."""
    if found != wanted:
        raise WrongRow(table, key, "verify.differs", column=column, found=_text(found), wanted=_text(wanted))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return " ".join(_text(part) for part in value)
    return str(value)
