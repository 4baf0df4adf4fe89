"""Whether a till could sell by a program that came down."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pos_app.kernel.limits import POINTS_MAX, PROGRAM_DAYS_MAX
from pos_app.kernel.money import Rate
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import EarnKind

_DECIMALS = (0, 2)
_STEPPED = (EarnKind.SPEND, EarnKind.UNIT)
_CANNOT = (ArithmeticError, ValueError, LookupError, TypeError)


def is_usable_program(program: Program) -> bool:
    """Return False for numbers that no program read from a file has: a till would hang, or break off every sale."""
    if program.decimals not in _DECIMALS:
        return False
    if not 0 <= program.limits.claim_days <= PROGRAM_DAYS_MAX:
        return False
    if any(rule.step <= 0 for rule in program.earn if rule.kind in _STEPPED):
        return False
    for value in _values(program):
        if isinstance(value, Rate) and (value.denominator <= 0 or value.numerator < 0):
            return False
        if isinstance(value, int) and abs(value) > POINTS_MAX:
            return False
    try:
        compile_program(program)
    except _CANNOT:
        return False
    return True


def _values(thing: object) -> Iterator[object]:
    """Yield a value with everything in it."""
    yield thing
    if isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            yield from _values(getattr(thing, name))
    elif isinstance(thing, tuple | frozenset | list):
        for each in thing:
            yield from _values(each)
    elif isinstance(thing, dict):
        for each in thing.values():
            yield from _values(each)
