"""Where a server is, as people type it."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import (
    ADDRESS_LENGTH_MAX,
    ENROL_CODE_LENGTH,
    FINGERPRINT_SHOWN,
    SERVER_PORT,
)

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:]+")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_CODE = re.compile(rf"([{_ALPHABET}]{{{ENROL_CODE_LENGTH}}})([0-9A-F]{{{FINGERPRINT_SHOWN}}})?")


class ServerPlace(msgspec.Struct, frozen=True):
    """A server's host with its port; `address` is what is kept of it: scheme, host, port."""

    scheme: str
    host: str
    port: int

    @property
    def is_secret(self) -> bool:
        """Whether nobody on the way can read along."""
        return self.scheme == "https"

    @property
    def address(self) -> str:
        """Return `https://host:port`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class EnrolCode(msgspec.Struct, frozen=True):
    """A one-time code, with the first hex digits of the certificate's SHA-256 (empty: none was given)."""

    code: str
    fingerprint: str


def read_address(text: str) -> ServerPlace:
    """Return the server meant by `shop.example`, `10.0.0.7:8731`, `https://shop.example`.

    Without a scheme https is meant, with the port a server usually has. Raises Refused `sync.bad_address`,
    `sync.needs_https`: messages go unencrypted to this machine only.
    """
    typed = text.strip()
    has_scheme = "://" in typed
    try:
        parts = urlsplit(typed if has_scheme else f"https://{typed}")
        port = parts.port or (SERVER_PORT if not has_scheme else 443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
    except ValueError as error:
        raise Refused("sync.bad_address", text=typed[:ADDRESS_LENGTH_MAX]) from error
    strange = parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password
    is_known = parts.scheme in ("https", "http") and len(host) <= ADDRESS_LENGTH_MAX
    if strange or not is_known or not _HOST.fullmatch(host):
        raise Refused("sync.bad_address", text=typed[:ADDRESS_LENGTH_MAX])
    if parts.scheme == "http" and not is_this_machine(host):
        raise Refused("sync.needs_https", host=host)
    return ServerPlace(parts.scheme, host, port)


def is_this_machine(host: str) -> bool:
    """Return True for an address that no message to leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_code(text: str) -> EnrolCode:
    """Return an enrolment code as it was meant: small letters, blanks, O for 0, I or L for 1 do not matter.

    Raises Refused `sync.bad_code_form`.
    """
    marks = re.sub(r"[\s-]", "", text.upper())[: ENROL_CODE_LENGTH + FINGERPRINT_SHOWN + 1]
    first, rest = marks[:ENROL_CODE_LENGTH].translate(_MEANT), marks[ENROL_CODE_LENGTH:].replace("O", "0")
    found = _CODE.fullmatch(first + rest)
    if found is None:
        raise Refused("sync.bad_code_form", length=ENROL_CODE_LENGTH)
    return EnrolCode(found[1], (found[2] or "").lower())
