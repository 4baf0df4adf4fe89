"""What must stay ended after a restore of an older backup: lost terminals, erased people."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Unavailable
from pos_app.server.database import ServerDatabase
from pos_app.server.devices import DeviceStatus, all_devices, end_device
from pos_app.server.members import erase
from pos_app.server.migrations.versions import CURRENT
from pos_app.server.reservations import give_up
from pos_app.server.schema import schema_of

FILE = "ended.jsonl"
_ERASED = text("SELECT member_id FROM member WHERE status = 'erased'")
_STATUS = text("SELECT status FROM member WHERE member_id = :member")


class Ended(msgspec.Struct, frozen=True, omit_defaults=True):
    """A terminal with the instant it was given up (ms UTC), or a member who was erased; ids only, no name."""

    device: UUID | None = None
    at_ms: int = 0
    status: str = ""
    member: UUID | None = None


_LINE = msgspec.json.Decoder(Ended)


def keep_ended(database: ServerDatabase, folder: Path, with_members: bool = True) -> int:
    """Bring the file beside the data up to what the database says; return how many lines it has.

    What the file knew stays, but for terminals that were enrolled again since. To look for members all of them are
    read. Raises Unavailable `server.folder`.
    """
    devices = {each.device_id: each for each in all_devices(database)}
    found: dict[UUID, Ended] = {}
    for each in _read(folder).values():
        device = devices.get(each.device) if each.device is not None else None
        if device is None or device.status != DeviceStatus.ACTIVE or device.enrolled_at_ms <= each.at_ms:
            found[_key(each)] = each
    for device in devices.values():
        if device.status != DeviceStatus.ACTIVE:
            found[device.device_id] = Ended(
                device=device.device_id, at_ms=device.revoked_at_ms or 0, status=device.status
            )
    for row in database.read(lambda tx: tx.rows(_ERASED)) if with_members else ():
        member = UUID(bytes=bytes(row.member_id))
        found[member] = Ended(member=member)
    _write(folder, found)
    return len(found)


def keep_what_is_readable(database: ServerDatabase, folder: Path) -> bool:
    """Bring the file up to a database that may be damaged or of another version; False when it could not be read."""
    try:
        if schema_of(database) != CURRENT:
            return False
        keep_ended(database, folder)
    except (DBAPIError, Unavailable):
        return False
    return True


def end_again(database: ServerDatabase, folder: Path, clock: Clock) -> int:
    """End in a restored database what had been ended; return how much of it was alive again."""
    devices = {each.device_id: each for each in all_devices(database)}
    count = 0
    for each in _read(folder).values():
        if each.member is not None:
            count += _erase(database, each.member)
        elif each.device in devices and devices[each.device].enrolled_at_ms <= each.at_ms:
            count += end_device(database, each.device, clock.now_ms(), DeviceStatus(each.status))
            give_up(database, each.device)
    return count


def _erase(database: ServerDatabase, member_id: UUID) -> bool:
    row = database.read(lambda tx: tx.row(_STATUS, member=member_id.bytes))
    if row is not None and row.status == "erased":
        return False
    erase(database, member_id)
    return True


def _key(ended: Ended) -> UUID:
    return ended.device or ended.member or UUID(int=0)


def _read(folder: Path) -> Mapping[UUID, Ended]:
    """A line that is damaged takes nothing else with it."""
    try:
        lines = (folder / FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Unavailable("server.folder", file=str(folder / FILE), detail=error.strerror or "") from error
    found = {}
    for line in lines:
        try:
            one = _LINE.decode(line)
        except msgspec.DecodeError:
            continue
        found[_key(one)] = one
    return found


def _write(folder: Path, found: Mapping[UUID, Ended]) -> None:
    half = folder / f"{FILE}.new"
    lines = [msgspec.json.encode(found[key]) for key in sorted(found)]
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(b"".join(line + b"\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        half.replace(folder / FILE)
    except OSError as error:
        raise Unavailable("server.folder", file=str(folder / FILE), detail=error.strerror or "") from error
