"""The terminals of a server: who they are, whether they still count."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import REPLACED_TERMINALS_MAX
from pos_app.server.database import ServerDatabase, Tx
from pos_app.wire.bucket import bucket_of

SERIES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of receipt series; I and O are left out because they read like digits."""

_ONE = text(
    """SELECT device_id, store_no, terminal_no, name, app, pubkey, status, current_stream, series, enrolled_at,
    revoked_at, seen_at, replaces FROM device WHERE bucket = :bucket AND device_id = :device"""
)
_ALL = text(
    """SELECT device_id, store_no, terminal_no, name, app, pubkey, status, current_stream, series, enrolled_at,
    revoked_at, seen_at, replaces FROM device ORDER BY store_no, terminal_no, enrolled_at"""
)
_END = text(
    """UPDATE device SET status = :status, revoked_at = :at
    WHERE bucket = :bucket AND device_id = :device AND status = 'active'"""
)
_STREAMS = text(
    """SELECT stream_id FROM stream WHERE bucket = :bucket AND device_id = :device AND head_seq > 0
    ORDER BY begun_at, stream_id"""
)


class DeviceStatus(StrEnum):
    """REVOKED: lost or stolen. REPLACED: another terminal took its place. Facts of both are kept all the same."""

    ACTIVE = "active"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Device(msgspec.Struct, frozen=True):
    """A terminal; `series` is the highest letter of its receipts, instants are ms UTC."""

    device_id: UUID
    store_no: str
    terminal_no: str
    name: str
    app: str
    pubkey: bytes
    status: str
    current_stream: UUID | None
    series: str
    enrolled_at_ms: int
    revoked_at_ms: int | None
    seen_at_ms: int
    replaces: UUID | None

    @property
    def label(self) -> str:
        """Return store with terminal number, `0001-02`."""
        return f"{self.store_no}-{self.terminal_no}"


def device_row(tx: Tx, device_id: UUID) -> Device | None:
    """Return a terminal inside a transaction, None when there is none."""
    row = tx.row(_ONE, bucket=bucket_of(device_id), device=device_id.bytes)
    return _device(row) if row is not None else None


def find_device(database: ServerDatabase, device_id: UUID) -> Device | None:
    """Return a terminal whatever its status, None when it was never enrolled."""
    return database.read(lambda tx: device_row(tx, device_id))


def active_device(database: ServerDatabase, device_id: UUID) -> Device:
    """Return a terminal that counts. Raises Refused `server.unknown_terminal`, `server.revoked`."""
    device = find_device(database, device_id)
    if device is None:
        raise Refused("server.unknown_terminal")
    if device.status != DeviceStatus.ACTIVE:
        raise Refused("server.revoked")
    return device


def all_devices(database: ServerDatabase) -> tuple[Device, ...]:
    """Return every terminal there ever was, by store, number, age."""
    return database.read(lambda tx: tuple(_device(row) for row in tx.rows(_ALL)))


def end_device(
    database: ServerDatabase, device_id: UUID, at_ms: int, status: DeviceStatus = DeviceStatus.REVOKED
) -> bool:
    """Let a terminal count no longer; False when it did not before. Its reservations are another step."""
    values = {"bucket": bucket_of(device_id), "device": device_id.bytes, "at": at_ms, "status": status.value}
    return database.write(lambda tx: tx.run(_END, **values)) == 1


def family(database: ServerDatabase, device: Device) -> tuple[Device, ...]:
    """Return the terminals that this one replaces, the nearest first."""
    found: list[Device] = []
    before = device.replaces
    while before is not None and len(found) < REPLACED_TERMINALS_MAX:
        one = find_device(database, before)
        if one is None or one.device_id in (device.device_id, *(each.device_id for each in found)):
            break
        found.append(one)
        before = one.replaces
    return tuple(found)


def streams_of(database: ServerDatabase, device_id: UUID) -> tuple[UUID, ...]:
    """Return the streams with facts that a terminal wrote, oldest first."""
    values = {"bucket": bucket_of(device_id), "device": device_id.bytes}
    rows = database.read(lambda tx: tx.rows(_STREAMS, **values))
    return tuple(UUID(bytes=bytes(row.stream_id)) for row in rows)


def free_series(used: Iterable[str], number: str) -> str:
    """Return the first letter after those used for receipts of a number. Raises Refused `server.series_used_up`."""
    place = max((SERIES.find(letter) for letter in used), default=-1) + 1
    if place >= len(SERIES):
        raise Refused("server.series_used_up", number=number)
    return SERIES[place]


def _device(row: Any) -> Device:
    return Device(
        device_id=UUID(bytes=bytes(row.device_id)),
        store_no=row.store_no,
        terminal_no=row.terminal_no,
        name=row.name,
        app=row.app,
        pubkey=bytes(row.pubkey),
        status=row.status,
        current_stream=UUID(bytes=bytes(row.current_stream)) if row.current_stream is not None else None,
        series=row.series,
        enrolled_at_ms=row.enrolled_at,
        revoked_at_ms=row.revoked_at,
        seen_at_ms=row.seen_at,
        replaces=UUID(bytes=bytes(row.replaces)) if row.replaces is not None else None,
    )
