"""Every version of the program, by its content."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import tzinfo

import msgspec

from pos_app.kernel.clock import Clock
from pos_app.kernel.ids import EventId, IdSource
from pos_app.kernel.limits import PROGRAM_VERSIONS_KEPT
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.fingerprint import program_hash
from pos_app.loyalty.program import Program
from pos_app.storage.database import Database
from pos_app.storage.journal import Journal
from pos_app.wire.fact import FactKind
from pos_app.wire.note import note_body

_KNOWN = "SELECT 1 FROM program_version WHERE program_hash = ?"
_BODY = "SELECT body FROM program_version WHERE program_hash = ?"
_KEEP = "INSERT INTO program_version VALUES (?, ?, ?)"

_ALL = """SELECT j.at_ms, v.body FROM program_version v JOIN journal j ON j.entry_no = v.entry_no
    ORDER BY v.entry_no"""

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Program).decode


class StoredPrograms:
    """Implements `ports.programs.Programs`; the versions asked for lately stay compiled."""

    def __init__(
        self, database: Database, journal: Journal, clock: Clock, ids: IdSource, zone: tzinfo
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._zone = zone
        self._compiled: OrderedDict[str, CompiledProgram] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, program: Program) -> None:
        """Remember a version, with a fact when it is new; one that is known already changes nothing."""
        name = program_hash(program)
        if self._database.row(_KNOWN, (name,)) is not None:
            return
        event_id, at_ms = EventId(self._ids()), self._clock.now_ms()
        kind = FactKind.PROGRAM_APPLIED.value
        told: dict[str, str | int] = {
            "hash": name,
            "program": program.program_id,
            "version": program.version,
            "name": program.name,
        }
        body = note_body(event_id, kind, at_ms, told)
        with self._database.transaction() as connection:
            if connection.exec_driver_sql(_KNOWN, (name,)).first() is None:
                entry_no = self._journal.append(connection, event_id, kind, at_ms, body).entry_no
                connection.exec_driver_sql(_KEEP, (name, entry_no, _encode(program)))

    def log(self) -> tuple[tuple[int, Program], ...]:
        """Return every version with the instant (ms UTC) from which it was in force here, oldest first."""
        return tuple((int(at_ms), _decode(body)) for at_ms, body in self._database.rows(_ALL))

    def version(self, program_hash: str) -> CompiledProgram | None:
        """Return a version, compiled, or None if it was never kept here."""
        with self._lock:
            held = self._compiled.get(program_hash)
            if held is not None:
                self._compiled.move_to_end(program_hash)
                return held
        row = self._database.row(_BODY, (program_hash,))
        if row is None:
            return None
        compiled = compile_program(_decode(row[0]), self._zone)
        if compiled.program_hash != program_hash:
            return None
        with self._lock:
            self._compiled[program_hash] = compiled
            if len(self._compiled) > PROGRAM_VERSIONS_KEPT:
                self._compiled.popitem(last=False)
        return compiled
