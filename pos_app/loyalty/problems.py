"""What is wrong with a program file, as values."""

from __future__ import annotations

import msgspec

from pos_app.kernel.messages import Message, Parameter

KeyPath = tuple[str | int, ...]
"""Where something stands in a TOML file: table names, keys, places in arrays (from 0)."""


class ProgramProblem(msgspec.Struct, frozen=True):
    """One error: `line` and `column` count from 1, `key` such as `reward[2].amount` (also counted from 1)."""

    line: int
    column: int
    key: str
    message: Message


class Finding(msgspec.Struct, frozen=True):
    """An error at a key that does not know its line yet."""

    path: KeyPath
    message: Message


def key_text(path: KeyPath) -> str:
    """Return a path as people write it: ("reward", 1, "amount") is `reward[2].amount`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def finding(path: KeyPath, code: str, **params: Parameter) -> Finding:
    """Return a finding whose message also names the key."""
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    return Finding(path, Message(code, {"key": key, **params}))
