"""Checks members, programs against the facts that made them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import TIER, account_id
from pos_app.loyalty.fingerprint import program_hash
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.program import Program
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.storage.verify_journal import Checked
from pos_app.wire.fact import FactKind
from pos_app.wire.member_fact import MemberEnrolFact
from pos_app.wire.posting_fact import Entries, read_entries
from pos_app.wire.sale_fact import SaleFactEntry

_MEMBER = (
    "SELECT tier, tier_since_ms, joined_at_ms, consent, confirmed_version FROM member WHERE member_id = ?"
)
_COUNT = "SELECT count(*) FROM member WHERE confirmed_version = 0"
_TIER_ENTRY = """SELECT j.body, j.at_ms FROM ledger l JOIN journal j ON j.entry_no = l.entry_no
    WHERE l.account_id = ? AND l.kind = 'TIER' ORDER BY l.entry_no DESC LIMIT 1"""
_PROGRAM = "SELECT entry_no, body FROM program_version WHERE program_hash = ?"
_NO_FACT = """SELECT p.program_hash FROM program_version p LEFT JOIN journal j ON j.entry_no = p.entry_no
    WHERE j.kind IS NOT 'program.applied' LIMIT 1"""
# A sale under a version that was never kept, though versions were kept when it was filed.
_NO_PROGRAM = """SELECT s.entry_no, s.program_hash FROM sale s
    WHERE s.entry_no > (SELECT min(entry_no) FROM program_version)
    AND NOT EXISTS (SELECT 1 FROM program_version p WHERE p.program_hash = s.program_hash) LIMIT 1"""


class AppliedFact(msgspec.Struct, frozen=True):
    """What the fact of a new program version says that is checked."""

    hash: str


_enrolment = msgspec.json.Decoder(MemberEnrolFact).decode
_program = msgspec.json.Decoder(Program).decode
_applied = msgspec.json.Decoder(AppliedFact).decode


def entries_of(fact: Checked) -> Entries:
    """Return the entries of a fact that is no sale; raises WrongRow when it cannot be read."""
    try:
        return read_entries(fact.body)
    except msgspec.DecodeError as error:
        raise WrongRow("journal", fact.entry_no, "verify.no_fact") from error


class MemberChecks:
    """Checks each member, each program at its fact, then what has none."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._enrolled = 0

    def check(self, fact: Checked) -> None:
        """Check what a fact says of a member or program; raises WrongRow at the first row that is wrong."""
        try:
            if fact.kind == FactKind.MEMBER_ENROL.value:
                self._check_member(_enrolment(fact.body))
            elif fact.kind == FactKind.PROGRAM_APPLIED.value:
                self._check_program(fact.entry_no, _applied(fact.body).hash)
        except msgspec.DecodeError as error:
            raise WrongRow("journal", fact.entry_no, "verify.no_fact") from error

    def _check_program(self, entry_no: int, name: str) -> None:
        row = self._connection.execute(_PROGRAM, (name,)).fetchone()
        if row is None:
            raise WrongRow("program_version", name, "verify.missing")
        must_equal("program_version", name, "entry_no", row[0], entry_no)
        must_equal("program_version", name, "body", _hash_of(row[1]), name)

    def _check_member(self, told: MemberEnrolFact) -> None:
        member = MemberId(UUID(told.member))
        row = self._connection.execute(_MEMBER, (member.bytes,)).fetchone()
        if row is None:
            raise WrongRow("member", member, "verify.missing")
        tier, since_ms, joined_at_ms, consent, told_version = row
        if told_version:
            # The server's word counts: other tills have facts of this member, too.
            return
        must_equal("member", member, "tier", (tier, since_ms), self._tier(member) or (told.tier, told.at))
        must_equal("member", member, "joined_at_ms", joined_at_ms, told.at)
        must_equal("member", member, "consent", consent, int(told.consent))
        self._enrolled += 1

    def end(self) -> None:
        """Raise WrongRow when there are members nobody enrolled, or programs that are not what they are called."""
        (count,) = self._connection.execute(_COUNT).fetchone()
        must_equal("member", "*", "*", count, self._enrolled)
        extra = self._connection.execute(_NO_FACT).fetchone()
        if extra is not None:
            raise WrongRow("program_version", extra[0], "verify.no_fact")
        unknown = self._connection.execute(_NO_PROGRAM).fetchone()
        if unknown is not None:
            raise WrongRow("sale", unknown[0], "verify.no_program", program=unknown[1])

    def _tier(self, member: MemberId) -> tuple[str, int] | None:
        """Return the tier that the last TIER entry gave, with its beginning."""
        account = account_id(member, TIER)
        row = self._connection.execute(_TIER_ENTRY, (account.bytes,)).fetchone()
        if row is None:
            return None
        last = _last_tier(read_entries(row[0]).entries, str(account))
        return (last.rule, last.since or row[1]) if last is not None else None


def _last_tier(entries: tuple[SaleFactEntry, ...], account: str) -> SaleFactEntry | None:
    of_member = [each for each in entries if each.acct == account and each.kind == EntryKind.TIER.value]
    return of_member[-1] if of_member else None


def _hash_of(body: bytes) -> str:
    try:
        return program_hash(_program(body))
    except msgspec.DecodeError:
        return "-"
