"""Tells a scanner's burst of keys from a person's typing, by the keys' own timestamps. No Qt here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from pos_app.kernel.limits import SCAN_GAP_MS, SCAN_LENGTH_MIN, SCAN_LONG_GAP_MS, SCAN_TOTAL_MS
from pos_app.retail.codes import COMMAND_PREFIX
from pos_app.retail.gtin import to_gtin14

_AIM = re.compile(r"\](?:[A-Z][0-9]|[dez][0-9])")


class ScanRules(msgspec.Struct, frozen=True):
    """How a scanner types.

    Keys follow each other within `max_gap_ms` (20-200) on end, half of that on average unless something proves a
    scan; one that is slower on average takes at most `max_total_ms`. `prefix` is what the scanner puts in front,
    `tab_ends` whether Tab ends a scan as Enter does, `has_suffix` whether it types one of them at all.
    `by_scan_code` reads the keys as a US keyboard has them, whatever layout the till has.
    """

    max_gap_ms: int = SCAN_GAP_MS
    max_total_ms: int = SCAN_TOTAL_MS
    min_length: int = SCAN_LENGTH_MIN
    prefix: str = ""
    tab_ends: bool = True
    has_suffix: bool = True
    by_scan_code: bool = True
    cards: tuple[str, ...] = ()
    """Patterns of the shop's member cards: like a check digit, they prove a scan."""

    @property
    def mean_gap_ms(self) -> int:
        """The average gap up to which keys are too fast for a person."""
        return self.max_gap_ms // 2


class Stroke(msgspec.Struct, frozen=True, gc=False):
    """One key that types something: when it was pressed (the event's own time), and what it types."""

    at_ms: int
    text: str


class Burst(msgspec.Struct, frozen=True):
    """A scan: the code without its prefix, and where in the strokes it begins."""

    code: str
    first: int


def find_scan(strokes: Sequence[Stroke], end_at_ms: int | None, rules: ScanRules) -> Burst | None:
    """Return the scan that these strokes end with, if they do.

    `end_at_ms` is when Enter or Tab was pressed, None when keys just stopped coming: then the code must prove itself
    or the scanner must be one without a suffix. One gap may be longer than allowed (a real scanner's log has one) if
    the check digit, the AIM id or the prefix agrees.
    """
    whole = _run(strokes, end_at_ms, rules, long_gaps=0)
    joined = _run(strokes, end_at_ms, rules, long_gaps=1)
    found = None if whole is None else _judge(strokes, whole, end_at_ms, rules)
    if found is not None and _proves(found.code, rules):
        return found
    if joined is not None and joined != whole:
        wider = _judge(strokes, joined, end_at_ms, rules, need_proof=True)
        if wider is not None:
            return wider
    if found is None or (end_at_ms is None and rules.has_suffix and not rules.prefix):
        return None
    return found


def is_machine(strokes: Sequence[Stroke], rules: ScanRules) -> bool:
    """True when the last strokes came faster than a person types and are long enough for a code."""
    first = _run(strokes, None, rules, long_gaps=0)
    if first is None or len(strokes) - first < rules.min_length:
        return False
    return _mean_fits(strokes[first:], None, rules)


def may_become_scan(strokes: Sequence[Stroke], rules: ScanRules) -> bool:
    """False as soon as the strokes are a person's: held keys need not wait any longer."""
    if len(strokes) <= 2:
        return True
    gaps = [after.at_ms - before.at_ms for before, after in pairwise(strokes)]
    rest = sum(gaps) - min(max(gaps), SCAN_LONG_GAP_MS)
    return rest <= rules.mean_gap_ms * (len(gaps) - 1)


def _run(strokes: Sequence[Stroke], end_at_ms: int | None, rules: ScanRules, long_gaps: int) -> int | None:
    """Return where the last run of fast keys begins, over at most `long_gaps` long ones; None for no run."""
    if not strokes:
        return None
    after = strokes[-1].at_ms if end_at_ms is None else end_at_ms
    first = len(strokes)
    for place in range(len(strokes) - 1, -1, -1):
        gap = after - strokes[place].at_ms
        if not 0 <= gap <= rules.max_gap_ms:
            if not long_gaps or not 0 <= gap <= SCAN_LONG_GAP_MS:
                break
            long_gaps -= 1
        first, after = place, strokes[place].at_ms
    return first if first < len(strokes) else None


def _judge(
    strokes: Sequence[Stroke], first: int, end_at_ms: int | None, rules: ScanRules, need_proof: bool = False
) -> Burst | None:
    text = "".join(stroke.text for stroke in strokes[first:])
    prefixed = False
    if rules.prefix:
        at = text.rfind(rules.prefix)
        if at < 0:
            return None
        first += _strokes_in(strokes[first:], at)
        text, prefixed = text[at + len(rules.prefix) :], True
    if len(text) < rules.min_length:
        return None
    fast = _mean_fits(strokes[first:], end_at_ms, rules)
    proven = prefixed or _proves(text, rules)
    if not proven and (need_proof or not fast):
        return None
    last = strokes[-1].at_ms if end_at_ms is None else end_at_ms
    if not fast and last - strokes[first].at_ms > rules.max_total_ms:
        return None
    return Burst(text, first)


def _strokes_in(strokes: Sequence[Stroke], characters: int) -> int:
    """Return how many strokes typed the first `characters` characters."""
    count = 0
    while characters > 0:
        characters -= len(strokes[count].text)
        count += 1
    return count


def _proves(code: str, rules: ScanRules) -> bool:
    if to_gtin14(code) is not None or _AIM.match(code) is not None or code.startswith(COMMAND_PREFIX):
        return True
    return any(_compiled(pattern).fullmatch(code) for pattern in rules.cards)


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _mean_fits(strokes: Sequence[Stroke], end_at_ms: int | None, rules: ScanRules) -> bool:
    last = strokes[-1].at_ms if end_at_ms is None else end_at_ms
    gaps = len(strokes) - (1 if end_at_ms is None else 0)
    return last - strokes[0].at_ms <= rules.mean_gap_ms * max(1, gaps)
