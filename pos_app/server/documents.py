"""Versioned documents of head office: catalogue, program, staff, settings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import DOCUMENT_BYTES_MAX, DOCUMENTS_A_WRITE, PUBLISH_DOCUMENTS_MAX
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.devices import Device
from pos_app.server.shop_keys import KIND
from pos_app.wire.bucket import bucket_of
from pos_app.wire.enrolling import Document

SHOP = "shop"
_SCOPE = re.compile(r"shop|store:[0-9]{1,8}|terminal:[0-9a-f-]{36}")
_NAME = re.compile(r"[a-z][a-z0-9_.]{0,39}")
_DOC_ID_LENGTH_MAX = 100

_PUT = text(
    """INSERT INTO document (bucket, kind, doc_id, scope, version, body, is_gone, changed_at, changed_by, feed_pos)
    VALUES (:bucket, :kind, :doc_id, :scope, 1, :body, 0, :now, :by, 0)
    ON CONFLICT (bucket, kind, doc_id, scope) DO UPDATE SET version = document.version + 1, body = excluded.body,
    is_gone = 0, changed_at = excluded.changed_at, changed_by = excluded.changed_by
    WHERE document.body <> excluded.body OR document.is_gone <> 0"""
)
_WITHDRAW = text(
    """UPDATE document SET is_gone = 1, body = '', version = version + 1, changed_at = :now, changed_by = :by
    WHERE bucket = :bucket AND kind = :kind AND doc_id = :doc_id AND scope = :scope AND is_gone = 0"""
)
_LANE = text("UPDATE lane SET head = head + 1 WHERE bucket = :bucket RETURNING head")
_FEED = text(
    """UPDATE document SET feed_pos = :pos
    WHERE bucket = :bucket AND kind = :kind AND doc_id = :doc_id AND scope = :scope"""
)
_ANY = text("SELECT 1 AS found FROM document WHERE is_gone = 0 AND kind <> :keys LIMIT 1")
_BODY = text(
    """SELECT body FROM document WHERE bucket = :bucket AND kind = :kind AND doc_id = :doc_id AND scope = :scope
    AND is_gone = 0"""
)


class Documents:
    """Publishes documents to every terminal in their scope; the same body again is no new version."""

    def __init__(self, database: ServerDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def publish(self, documents: Sequence[Document], by: str) -> int:
        """Put documents, at most PUBLISH_DOCUMENTS_MAX; return how many were new or changed.

        Raises Refused `server.bad_message` (detail).
        """
        if len(documents) > PUBLISH_DOCUMENTS_MAX:
            raise Refused("server.bad_message", detail="documents")
        groups: dict[int, list[Document]] = defaultdict(list)
        for document in documents:
            check_document(document)
            groups[_bucket(document.kind, document.doc_id)].append(document)
        with self._database.together():
            return sum(
                self._put(bucket, part, by)
                for bucket, group in sorted(groups.items())
                for part in _parts(sorted(group, key=_key))
            )

    def withdraw(self, scope: str, kind: str, doc_id: str, by: str) -> bool:
        """Take a document back, so that the next wider scope counts; False when there is none."""
        bucket = _bucket(kind, doc_id)
        values = {"bucket": bucket, "scope": scope, "kind": kind, "doc_id": doc_id}
        now = self._clock.now_ms()

        def work(tx: Tx) -> bool:
            if tx.run(_WITHDRAW, **values, now=now, by=by) == 0:
                return False
            tx.run(_FEED, **values, pos=_next(tx, bucket))
            return True

        return self._database.write(work)

    def is_empty(self) -> bool:
        """Say whether nobody has published anything yet."""
        return self._database.read(lambda tx: tx.row(_ANY, keys=KIND)) is None

    def body(self, scope: str, kind: str, doc_id: str) -> str | None:
        """Return the body of a document in force, None when there is none."""
        values = {"bucket": _bucket(kind, doc_id), "scope": scope, "kind": kind, "doc_id": doc_id}
        row = self._database.read(lambda tx: tx.row(_BODY, **values))
        return row.body if row is not None else None

    def _put(self, bucket: int, documents: Sequence[Document], by: str) -> int:
        now = self._clock.now_ms()

        def work(tx: Tx) -> int:
            changed = []
            for document in documents:
                names = {"bucket": bucket, **_names(document)}
                if tx.run(_PUT, **names, body=document.body, now=now, by=by) == 1:
                    changed.append(names)
            for names in changed:
                tx.run(_FEED, **names, pos=_next(tx, bucket))
            return len(changed)

        return self._database.write(work)


def scopes_of(device: Device) -> tuple[str, str, str]:
    """Return the scopes a terminal is in, the widest first."""
    return SHOP, f"store:{device.store_no}", f"terminal:{device.device_id}"


def check_document(document: Document) -> None:
    """Raise Refused `server.bad_message` (detail) for a scope, kind, id or size that cannot be."""
    if not _SCOPE.fullmatch(document.scope):
        raise Refused("server.bad_message", detail="scope")
    if not _NAME.fullmatch(document.kind):
        raise Refused("server.bad_message", detail="kind")
    if not 0 < len(document.doc_id) <= _DOC_ID_LENGTH_MAX or not document.doc_id.isprintable():
        raise Refused("server.bad_message", detail="doc_id")
    if len(document.body.encode()) > DOCUMENT_BYTES_MAX or "\0" in document.body:
        raise Refused("server.bad_message", detail="body")
    if document.scope.startswith("terminal:"):
        try:
            UUID(document.scope.removeprefix("terminal:"))
        except ValueError:
            raise Refused("server.bad_message", detail="scope") from None


def _parts(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    for start in range(0, len(documents), DOCUMENTS_A_WRITE):
        yield documents[start : start + DOCUMENTS_A_WRITE]


def _bucket(kind: str, doc_id: str) -> int:
    return bucket_of(f"{kind}:{doc_id}")


def _key(document: Document) -> tuple[str, str, str]:
    return document.kind, document.doc_id, document.scope


def _names(document: Document) -> dict[str, str]:
    return {"kind": document.kind, "doc_id": document.doc_id, "scope": document.scope}


def _next(tx: Tx, bucket: int) -> int:
    """Return the next place in the feed of a bucket; until the commit nobody else gets one."""
    row = tx.row(_LANE, bucket=bucket)
    assert row is not None, "no lane"
    return int(row.head)
