"""A terminal becomes one of the server's."""

from __future__ import annotations

import base64
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import SHOP_KEYS_MAX
from pos_app.server.codes import CodeGrant, Codes
from pos_app.server.database import ServerDatabase
from pos_app.server.devices import (
    Device,
    DeviceStatus,
    all_devices,
    end_device,
    family,
    find_device,
    free_series,
    streams_of,
)
from pos_app.server.documents import SHOP, Documents
from pos_app.server.identity import Identity
from pos_app.server.incoming import RELEASES_APART
from pos_app.server.reservations import give_up
from pos_app.server.shop_keys import DOC_ID, KIND, ShopKeyring
from pos_app.server.signatures import unbase64
from pos_app.wire.bucket import bucket_of
from pos_app.wire.enrolling import Document, EnrolReply, EnrolRequest, ShopKeys
from pos_app.wire.push import PROTOCOL

_KEY_BYTES = 32
_SECRET_MAX = 64
_NAME_LENGTH_MAX = 100
_PUT = text(
    """INSERT INTO device (bucket, device_id, store_no, terminal_no, name, app, pubkey, status, current_stream, series,
    enrolled_at, revoked_at, seen_at, replaces) VALUES (:bucket, :device, :store, :terminal, :name, :app, :pubkey,
    'active', NULL, :series, :now, NULL, :now, :replaces)
    ON CONFLICT (bucket, device_id) DO UPDATE SET store_no = excluded.store_no, terminal_no = excluded.terminal_no,
    name = excluded.name, app = excluded.app, pubkey = excluded.pubkey, status = 'active', series = excluded.series,
    enrolled_at = excluded.enrolled_at, revoked_at = NULL, seen_at = excluded.seen_at, replaces = excluded.replaces"""
)
_PUBLISHER = text("INSERT INTO meta (name, value) VALUES ('publisher', :value) ON CONFLICT (name) DO NOTHING")
_IS_PUBLISHER = text("SELECT 1 AS yes FROM meta WHERE name = 'publisher' AND value = :value")
_CHOSEN = text("SELECT value FROM meta WHERE name = 'publisher'")
_INSTEAD = text("UPDATE meta SET value = :value WHERE name = 'publisher' AND value = :before")
_MARKED = text("SELECT value FROM meta WHERE name = :name")
_MARK = text(
    """INSERT INTO meta (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE meta.value < excluded.value"""
)


class Enrolling:
    """Takes a code, keeps the terminal's key, gives the shop's."""

    def __init__(
        self,
        database: ServerDatabase,
        clock: Clock,
        identity: Identity,
        codes: Codes,
        shop_keys: ShopKeyring,
        documents: Documents,
    ) -> None:
        self._database = database
        self._clock = clock
        self._identity = identity
        self._codes = codes
        self._shop_keys = shop_keys
        self._documents = documents

    def make_code(self, store_no: str, terminal_no: str, replaces: UUID | None = None) -> str:
        """Return a one-time code for a number.

        Raises Refused `server.bad_number` (not 4 digits with 2), `server.unknown_terminal` (`replaces` is none).
        """
        if not _digits(store_no, 4) or not _digits(terminal_no, 2):
            raise Refused("server.bad_number")
        if replaces is not None and find_device(self._database, replaces) is None:
            raise Refused("server.unknown_terminal")
        return self._codes.make(store_no, terminal_no, replaces)

    def enrol(self, request: EnrolRequest, epoch: str) -> EnrolReply:
        """Enrol a terminal; the same request again gives the same answer, the first one may have been lost.

        Raises Refused `server.upgrade`, `server.bad_message`, `server.bad_code`, `server.code_used`,
        `server.number_taken` (number), `server.series_used_up`, `server.too_many_keys`, `server.other_key` (terminal):
        a known terminal comes with another key and a code that does not name it as replaced.
        """
        if abs(request.v - PROTOCOL) > RELEASES_APART:
            raise Refused(
                "server.upgrade", least=max(1, PROTOCOL - RELEASES_APART), most=PROTOCOL + RELEASES_APART
            )
        device_id, pubkey = _checked(request)
        grant = self._codes.look(request.code, device_id)
        devices = all_devices(self._database)
        _check_number(devices, device_id, grant)
        number = f"{grant.store_no}-{grant.terminal_no}"
        before = next((each for each in devices if each.device_id == device_id), None)
        if grant.is_used and (before is None or before.pubkey != pubkey):
            raise Refused("server.code_used")  # somebody who saw code and id is not that terminal
        if before is not None and before.pubkey != pubkey and grant.replaces != device_id:
            raise Refused("server.other_key", terminal=before.label)
        if before is not None and before.label != number:
            self._mark_series(before)
            before = None
        series = self._free_series(devices, number)
        self._codes.use(request.code, device_id)
        self._keep(request, device_id, pubkey, grant, before.series if before is not None else series)
        if grant.replaces is not None and grant.replaces != device_id:
            end_device(self._database, grant.replaces, self._clock.now_ms(), DeviceStatus.REPLACED)
            give_up(self._database, grant.replaces)
        keys = self._shop_keys.join(request.keys, request.has_members)
        if len(keys.identifiers) > 1:
            self._tell_keys(keys)
        return self._reply(device_id, grant, series, keys, epoch)

    def is_publisher(self, device_id: UUID) -> bool:
        """Say whether this terminal was asked to hand its catalogue over."""
        row = self._database.read(lambda tx: tx.row(_IS_PUBLISHER, value=str(device_id)))
        return row is not None

    def _choose_publisher(self, device_id: UUID) -> None:
        """The first terminal hands over; another one when the first was lost before it did."""
        row = self._database.read(lambda tx: tx.row(_CHOSEN))
        chosen = find_device(self._database, UUID(row.value)) if row is not None else None
        if row is not None and (chosen is None or chosen.status != DeviceStatus.ACTIVE):
            before = row.value
            self._database.write(lambda tx: tx.run(_INSTEAD, value=str(device_id), before=before))
        self._database.write(lambda tx: tx.run(_PUBLISHER, value=str(device_id)))

    def _tell_keys(self, keys: ShopKeys) -> None:
        """Let terminals that are here already know of a key that came later."""
        held = self._documents.body(SHOP, KIND, DOC_ID)
        if held is None or self._shop_keys.opened(held) != keys:
            document = Document(SHOP, KIND, DOC_ID, self._shop_keys.document(keys))
            self._documents.publish((document,), "server")

    def _free_series(self, devices: tuple[Device, ...], number: str) -> str:
        marked = self._database.read(lambda tx: tx.row(_MARKED, name=_series_name(number)))
        used = [each.series for each in devices if each.label == number]
        return free_series([*used, marked.value] if marked is not None else used, number)

    def _mark_series(self, device: Device) -> None:
        """Keep how far the letters of a number went, before its terminal gets another number."""
        values = {"name": _series_name(device.label), "value": device.series}
        self._database.write(lambda tx: tx.run(_MARK, **values))

    def _keep(
        self, request: EnrolRequest, device_id: UUID, pubkey: bytes, grant: CodeGrant, series: str
    ) -> None:
        values = {
            "bucket": bucket_of(device_id),
            "device": device_id.bytes,
            "store": grant.store_no,
            "terminal": grant.terminal_no,
            "name": request.name,
            "app": request.app,
            "pubkey": pubkey,
            "series": series,
            "now": self._clock.now_ms(),
            "replaces": grant.replaces.bytes if grant.replaces is not None else None,
        }
        self._database.write(lambda tx: tx.run(_PUT, **values))

    def _reply(
        self, device_id: UUID, grant: CodeGrant, series: str, keys: ShopKeys, epoch: str
    ) -> EnrolReply:
        publish = self._documents.is_empty()
        if publish:
            self._choose_publisher(device_id)
        device = find_device(self._database, device_id)
        assert device is not None, "just enrolled"
        lost = family(self._database, device)
        return EnrolReply(
            store_no=grant.store_no,
            terminal_no=grant.terminal_no,
            series=series,
            server_key=base64.b64encode(self._identity.public_key()).decode("ascii"),
            server_epoch=epoch,
            server_time=self._clock.now_ms(),
            server_name=self._identity.name,
            keys=keys,
            publish=publish and self.is_publisher(device_id),
            replaces=tuple(
                str(stream)
                for each in reversed(lost)
                for stream in streams_of(self._database, each.device_id)
            ),
        )


def _checked(request: EnrolRequest) -> tuple[UUID, bytes]:
    try:
        device_id = UUID(request.device_id)
    except ValueError:
        raise Refused("server.bad_message", detail="device_id") from None
    pubkey = unbase64(request.pubkey)
    if len(pubkey) != _KEY_BYTES:
        raise Refused("server.bad_message", detail="pubkey")
    for each in (request.name, request.app):
        if len(each) > _NAME_LENGTH_MAX or (each and not each.isprintable()):
            raise Refused("server.bad_message", detail="name")
    secrets = (request.keys.signing, request.keys.pin_pepper, *request.keys.identifiers)
    lengths = [len(unbase64(key)) for key in secrets]
    if (
        not 0 < len(request.keys.identifiers) <= SHOP_KEYS_MAX
        or not 0 < min(lengths) <= max(lengths) <= _SECRET_MAX
    ):
        raise Refused("server.bad_message", detail="keys")
    return device_id, pubkey


def _check_number(devices: tuple[Device, ...], device_id: UUID, grant: CodeGrant) -> None:
    for each in devices:
        is_other = each.device_id not in (device_id, grant.replaces)
        is_same = (each.store_no, each.terminal_no) == (grant.store_no, grant.terminal_no)
        if is_other and is_same and each.status == DeviceStatus.ACTIVE:
            raise Refused("server.number_taken", number=each.label)


def _series_name(number: str) -> str:
    return f"series:{number}"


def _digits(value: str, most: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) == most
