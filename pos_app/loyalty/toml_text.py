"""A TOML text as values, or every place of it that is not TOML."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

from pos_app.kernel.messages import Message
from pos_app.loyalty.problems import Finding, ProgramProblem, key_text

_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)$")
_KEY_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+"
_DEEP_KEY = re.compile(rf"(?<![\w-]){_KEY_PART}(?:{_KEY_PART}){{31}}")
"""A key of more than 32 parts: readers of TOML take ages for one of thousands."""
_DOTS_MAX = 31
_NUMBER_WITH_COMMA = re.compile(r"[=\[,]\s*-?\d+,\d")
_OTHER_DATE = re.compile(r"[=\[,]\s*\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_BARE_WORD = re.compile(r"=\s*\[?\s*[^\W\d_][\w -]*\]?\s*(#.*)?$")
_CURLY = frozenset("“”„‟«»‘’‚")
_SAID = {
    "Exceeds the limit": "program.number_long",
    "Invalid date": "program.no_such_date",
    "Cannot overwrite": "program.key_twice",
    "Cannot declare": "program.section_twice",
    "Illegal character '\\n'": "program.quote_open",
}
"""What the parser says -> what people are told."""


def read_values(data: bytes | str, most_bytes: int) -> dict[str, Any] | tuple[ProgramProblem, ...]:
    """Return what a TOML file says, numbers exact, or every place that is not TOML. Never raises."""
    if len(data) > most_bytes:
        return (_whole_file("program.too_large", most=most_bytes // 1024),)
    try:
        text = _text_of(data)
    except UnicodeError:
        return (_whole_file("program.not_text"),)
    has_dots = any(line.count(".") > _DOTS_MAX for line in text.split("\n"))
    deep = _DEEP_KEY.search(text) if has_dots else None
    if deep is not None:
        line = text.count("\n", 0, deep.start()) + 1
        column = deep.start() - text.rfind("\n", 0, deep.start())
        return (ProgramProblem(line, column, "", Message("program.too_deep")),)
    try:
        return tomllib.loads(text, parse_float=exact_number)
    except (ValueError, RecursionError) as error:
        return _syntax_problems(text, error)


def exact_number(text: str) -> Decimal:
    """Return a number exactly; one with an exponent beyond what decimals can have is infinite, so that its key refuses
    it.
    """
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("Infinity")


def placed(data: bytes | str, found: list[Finding]) -> tuple[ProgramProblem, ...]:
    """Return what was found in a file with the line of each key, in order of the lines."""
    from pos_app.loyalty.positions import Positions  # slow to import: only files with a mistake pay

    positions = Positions(_text_of(data), [each.path for each in found])
    problems = [ProgramProblem(*positions.of(each.path), key_text(each.path), each.message) for each in found]
    return tuple(sorted(problems, key=lambda each: (each.line, each.column)))


def _text_of(data: bytes | str) -> str:
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    text.encode("utf-8")
    return text.replace("\r\n", "\n")


def _whole_file(code: str, **params: str | int) -> ProgramProblem:
    return ProgramProblem(1, 1, "", Message(code, dict(params)))


def _syntax_problems(text: str, error: Exception) -> tuple[ProgramProblem, ...]:
    """Return what is not TOML: the first place as the parser names it, further ones as the grammar finds
    them.
    """
    from pos_app.loyalty.positions import Positions  # as above

    lines = text.split("\n")
    if isinstance(error, RecursionError):
        return (_whole_file("program.too_deep"),)
    said = str(error)
    at = _AT_LINE.search(said)
    positions = Positions(text)
    if at is not None:
        first = int(at[1]), int(at[2])
    elif positions.broken:
        first = positions.broken[0]
    else:
        first = len(lines), len(lines[-1]) + 1
    places = [first, *(place for place in positions.broken if place[0] != first[0])]
    detail = (
        said[: at.start()].strip() if at is not None else said.removesuffix("(at end of document)").strip()
    )
    return tuple(
        ProgramProblem(line, column, "", _syntax_message(lines, line, detail if number == 0 else ""))
        for number, (line, column) in enumerate(sorted(dict.fromkeys(places)))
    )


def _syntax_message(lines: list[str], line: int, detail: str) -> Message:
    content: Any = lines[line - 1] if line <= len(lines) else ""
    if _NUMBER_WITH_COMMA.search(content):
        return Message("program.comma_number")
    for said, code in _SAID.items():
        if detail.startswith(said):
            return Message(code)
    if _OTHER_DATE.search(content):
        return Message("program.no_such_date")
    if _CURLY.intersection(content):
        return Message("program.curly_quotes")
    if _BARE_WORD.search(content):
        return Message("program.bare_word")
    return Message("program.syntax", {"detail": detail}) if detail else Message("program.not_toml")
