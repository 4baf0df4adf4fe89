"""What the shop keeps of a member, with everything that changes it outside a sale."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from uuid import UUID

import msgspec

from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryDraft
from pos_app.ports.records import Donations, LedgerRow, MemberRecord, Posting
from pos_app.storage import donations, erasing, merging
from pos_app.storage.bearers import bearer_balance, settled
from pos_app.storage.changing import Changes
from pos_app.storage.database import Database
from pos_app.storage.entry_facts import entry_draft, entry_fact
from pos_app.storage.exporting import export
from pos_app.storage.journal import Journal, known_entry
from pos_app.storage.ledger import post
from pos_app.storage.member_rows import member_row, personal_of, segments_of
from pos_app.wire.fact import encode
from pos_app.wire.posting_fact import PostingFact, read_entries

_HISTORY = """SELECT j.at_ms, a.key, l.kind, l.points, l.rule, l.reason, coalesce(s.receipt_number, ''),
    coalesce(s.program_hash, json_extract(CAST(j.body AS TEXT), '$.more.rules'), '')
    FROM account a JOIN ledger l ON l.account_id = a.account_id JOIN journal j ON j.entry_no = l.entry_no
    LEFT JOIN sale s ON s.entry_no = l.entry_no
    WHERE a.member_id = ? ORDER BY l.entry_no DESC, a.key, l.leg LIMIT ?"""
_FACT = "SELECT body FROM journal WHERE event_id = ?"

_reason = msgspec.json.Decoder(Message).decode


class StoredRecords:
    """Implements `ports.records.MemberRecords`: one transaction with its fact for each change."""

    def __init__(self, database: Database, journal: Journal, folder: Path, key: bytes, zone: tzinfo) -> None:
        """`folder` holds the copies that migrations left, under the database's `key`; `zone` is the shop's."""
        self._database = database
        self._journal = journal
        self._folder = folder
        self._key = key
        self._zone = zone
        self._changes = Changes(database, journal)

    def post(self, posting: Posting) -> None:
        """Write entries with their fact. Raises Refused `points.changed` when a lot no longer has what they take,
        `coupon.used`, `claim.used` for a paper that is used.
        """
        with self._database.transaction() as connection:
            if known_entry(connection, posting.event_id) is not None:
                return
            entries = settled(connection, posting.entries, posting.member_id)
            fact = PostingFact(
                id=str(posting.event_id),
                t=posting.kind,
                at=posting.at_ms,
                op=str(posting.operator),
                member=str(posting.member_id) if posting.member_id else None,
                entries=tuple(entry_fact(each) for each in entries),
                more=posting.details,
            )
            appended = self._journal.append(
                connection, posting.event_id, posting.kind, posting.at_ms, encode(fact)
            )
            post(
                connection,
                posting.event_id,
                appended.entry_no,
                posting.at_ms,
                entries,
                self._journal.has_server,
            )

    def posted(self, event_id: EventId) -> tuple[EntryDraft, ...]:
        """Return the entries of an event that is in the books, none for one that is not."""
        row = self._database.row(_FACT, (event_id.bytes,))
        if row is None:
            return ()
        told = read_entries(row[0])
        return tuple(entry_draft(each, told.member) for each in told.entries)

    def record(self, member_id: MemberId) -> MemberRecord:
        """Return who the member is. Raises Refused `member.gone`."""
        row = member_row(self._database, member_id)
        clear = personal_of(self._database, member_id)
        return MemberRecord(
            member_id=member_id,
            name=clear.name if clear else "",
            phone=clear.phone if clear else "",
            tier=row.tier,
            joined_at_ms=row.joined_at_ms,
            birthday=row.birthday,
            segments=segments_of(self._database, member_id),
            referrer=MemberId(UUID(bytes=row.referrer)) if row.referrer else None,
            cards=row.cards,
            consent_text=clear.consent_text if clear else "",
        )

    def history(self, member_id: MemberId, most: int) -> tuple[LedgerRow, ...]:
        """Return the newest entries of all accounts of a member, newest first."""
        return tuple(
            LedgerRow(at_ms, key, kind, points, rule, _reason(reason), receipt, program)
            for at_ms, key, kind, points, rule, reason, receipt, program in self._database.rows(
                _HISTORY, (member_id.bytes, most)
            )
        )

    def donated(self) -> dict[str, int]:
        """Return what all members together gave, in minor units by the charity's id."""
        return donations.donated(self._database)

    def donations(self) -> tuple[Donations, ...]:
        """Return what all members together gave, by whom it was given, with how many sales."""
        return donations.donations(self._database)

    def bearer_balance(self, key: str, at_ms: int = 0) -> int | None:
        """Return what is on a bearer account, without lots that ended before `at_ms`; None when it does not exist
        here.
        """
        return bearer_balance(self._database, key, at_ms)

    def merge(
        self,
        event_id: EventId,
        loser: MemberId,
        winner: MemberId,
        entries: tuple[EntryDraft, ...],
        at_ms: int,
    ) -> None:
        """Move cards, phone numbers, lots of `loser` to `winner`; the loser is closed. Raises Refused
        `merge.same`, `member.gone`, `member.merged`, `points.changed`.
        """
        with self._database.transaction() as connection:
            if known_entry(connection, event_id) is None:
                merging.merge(connection, self._journal, event_id, loser, winner, entries, at_ms)

    def undo_merge(
        self, event_id: EventId, merge: EventId, entries: tuple[EntryDraft, ...], at_ms: int
    ) -> None:
        """Take a merge of the same business day back. Raises Refused `merge.day_closed`, `merge.unknown`,
        `points.changed`.
        """
        with self._database.transaction() as connection:
            if known_entry(connection, event_id) is None:
                merging.undo(connection, self._journal, event_id, merge, entries, at_ms, self._zone)

    def last_merge(self, winner: MemberId) -> tuple[EventId, MemberId]:
        """Return the newest merge into a member that stands, with who was merged. Raises Refused `merge.unknown`."""
        return merging.last_merge(self._database, winner)

    def change(self, event_id: EventId, member_id: MemberId, changes: dict[str, str], at_ms: int) -> None:
        """Set `birthday` ("MM-DD"), `segments` (comma-separated), `referrer` (id), `status` (active or blocked); empty
        clears. Raises Refused `member.gone`, `member.merged`, `member.bad_birthday`, `member.bad_segment`,
        `member.bad_referrer`.
        """
        self._changes.make(event_id, member_id, changes, at_ms)

    def export(self, member_id: MemberId) -> bytes:
        """Return everything the shop keeps of a member as JSON (UTF-8). Raises Refused `member.gone`."""
        member_row(self._database, member_id)
        return export(self._database, member_id)

    def erase(self, event_id: EventId, member_id: MemberId, at_ms: int) -> None:
        """Delete the person and keep the books: name, phone, cards, birthday, segments are gone for good, from the log
        and from the copies that migrations left as well. Raises Refused `member.gone`.
        """
        with self._database.transaction() as connection:
            if known_entry(connection, event_id) is None:
                erasing.erase(connection, self._journal, event_id, member_id, at_ms)
        self._database.truncate_log()
        erasing.erase_in_copies(self._folder, self._key, member_id)
