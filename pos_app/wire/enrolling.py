"""A terminal becomes one of the server's."""

from __future__ import annotations

import msgspec


class ShopKeys(msgspec.Struct, frozen=True):
    """Secrets (base64) that all terminals of a shop share: `signing` proves coupons, `pin_pepper` is of the staff's
    PINs, `identifiers` are the keys of card and phone digests: the first makes them, the others only find old ones.
    """

    signing: str
    pin_pepper: str
    identifiers: tuple[str, ...]


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/enrol. `code` is the one-time code, `pubkey` the terminal's Ed25519 key (base64).

    `keys` are the terminal's own: the first terminal of a server gives the shop its keys; a later one with members of
    its own only adds its identifier key (`has_members`).
    """

    v: int
    code: str
    device_id: str
    pubkey: str
    name: str
    app: str
    keys: ShopKeys
    has_members: bool
    store_no: str
    terminal_no: str


class EnrolReply(msgspec.Struct, frozen=True, kw_only=True):
    """`series` is the first letter that is free for receipts of this store and terminal number; `publish` asks the
    terminal to hand over its catalogue, program, staff, because the server has none; `replaces` are streams of a lost
    terminal that this one takes the place of.
    """

    store_no: str
    terminal_no: str
    series: str
    server_key: str
    server_epoch: str
    server_time: int
    server_name: str
    keys: ShopKeys
    publish: bool
    replaces: tuple[str, ...] = ()


class TimeReply(msgspec.Struct, frozen=True):
    """GET /v1/time, without a signature: ms UTC."""

    server_time: int
    server_epoch: str
    server_name: str


class Document(msgspec.Struct, frozen=True):
    """A document to publish, see `pull.FedDocument`."""

    scope: str
    kind: str
    doc_id: str
    body: str


class PublishRequest(msgspec.Struct, frozen=True):
    """POST /v1/publish: documents of a terminal that was asked to hand them over; idempotent."""

    documents: tuple[Document, ...]


class PublishReply(msgspec.Struct, frozen=True):
    """How many of them were new or changed."""

    changed: int
