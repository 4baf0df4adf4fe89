"""Under which address tills reach a server, as its owner would type it."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import ENROL_CODE_MINUTES, SERVER_PORT
from pos_app.kernel.messages import Translate

_KEPT = "listening.json"
_EVERYWHERE = ("0.0.0.0", "::", "")
_ELSEWHERE = ("192.0.2.1", 9)
"""An address of nobody: the system is asked which way it would go; nothing is sent."""


class Listening(msgspec.Struct, frozen=True):
    """How the last start listened: the address for tills, the mark of a certificate of the server's own making (empty:
    the system of the till knows whom to trust), when the certificate ends (ms UTC, 0 without one).
    """

    address: str
    pin: str
    certificate_ends_ms: int


def read_listen(text: str | None) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`, `HOST`, `:PORT`. Raises Refused `server.bad_listen` (text)."""
    if not text:
        return "0.0.0.0", SERVER_PORT
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):
        host, port = text, str(SERVER_PORT)
    if not port.isascii() or not port.isdigit() or len(port) > 5 or int(port) > 65_535:
        raise Refused("server.bad_listen", text=text)
    return host.strip("[]") or "0.0.0.0", int(port)


def is_here(host: str) -> bool:
    """Say whether nothing that is sent to `host` leaves this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown_address(host: str, port: int, scheme: str) -> str:
    """Return `https://host:port` for other machines."""
    name = _own_address() if host in _EVERYWHERE else host
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def keep_listening(folder: Path, listening: Listening) -> None:
    """Keep how the server listens, for commands beside it."""
    (folder / _KEPT).write_bytes(msgspec.json.encode(listening))


def last_listening(folder: Path) -> Listening | None:
    """Return how the server of this folder listened last; None before its first start."""
    try:
        return msgspec.json.decode((folder / _KEPT).read_bytes(), type=Listening)
    except (OSError, msgspec.MsgspecError):
        return None


def code_line(translate: Translate, listening: Listening, code: str, store_no: str, terminal_no: str) -> str:
    """Return the sentence with the whole line to type at a till."""
    typed = f"{code}-{listening.pin}" if listening.pin else code
    return translate(
        "serving.code",
        number=f"{store_no}-{terminal_no}",
        minutes=ENROL_CODE_MINUTES,
        line=f"pos-app connect {listening.address} {typed}",
    )


def _own_address() -> str:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(_ELSEWHERE)
            host: str = way.getsockname()[0]
    except OSError:
        return socket.gethostname()
    return host
