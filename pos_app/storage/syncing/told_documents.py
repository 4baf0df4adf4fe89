"""Documents of head office as the server told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos_app.wire.pull import FedDocument

_TELL = """INSERT INTO document (scope, kind, doc_id, version, body, gone, epoch_no) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, doc_id, scope) DO UPDATE SET version = excluded.version, body = excluded.body,
        gone = excluded.gone, epoch_no = excluded.epoch_no, applied = 0
    WHERE excluded.version > version OR excluded.epoch_no > epoch_no"""


def tell_documents(connection: Any, epoch_no: int, documents: Sequence[FedDocument]) -> None:
    """Keep documents that are newer than what is here; what applies them sees `applied` 0. One that is `gone` stays
    as a row that says so.
    """
    rows = [(row.scope, row.kind, row.doc_id, row.version, row.body, row.gone, epoch_no) for row in documents]
    if rows:
        connection.executemany(_TELL, rows)
