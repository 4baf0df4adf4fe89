"""The one secret of a till, in the system's key ring or in a file beside the data."""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import KEYRING_TIMEOUT_S

SECRET_BYTES = 32
SERVICE = "pos_app"
_IN_KEYRING = "keyring:"


@dataclass(frozen=True, slots=True)
class Secrets:
    """Four keys made from the one secret, so that none of them gives away another."""

    database: bytes
    pin_pepper: bytes
    identifiers: bytes
    signing: bytes


def load_secrets(key_file: Path, fresh: bool, use_keyring: bool) -> Secrets:
    """Return the till's keys; `fresh` (no database yet) makes a secret, in the key ring if there is a real
    one.

    The key file holds either the secret in hex (mode 0600) or the name under which the key ring has it.
    Raises Unavailable `storage.key_missing`, `storage.key_damaged`, `storage.read_only`.
    """
    try:
        text = key_file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if not fresh:
            raise Unavailable("storage.key_missing", file=str(key_file)) from None
        return _derive(_make(key_file, use_keyring))
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable("storage.key_damaged", file=str(key_file)) from error
    if text.startswith(_IN_KEYRING):
        held = _ask_keyring(text.removeprefix(_IN_KEYRING))
        if held is None:
            raise Unavailable("storage.key_missing", file=str(key_file))
        text = held
    try:
        secret = bytes.fromhex(text)
    except ValueError as error:
        raise Unavailable("storage.key_damaged", file=str(key_file)) from error
    if len(secret) != SECRET_BYTES:
        raise Unavailable("storage.key_damaged", file=str(key_file))
    return _derive(secret)


def _derive(secret: bytes) -> Secrets:
    def part(label: str) -> bytes:
        return hmac.digest(secret, label.encode("ascii"), hashlib.sha256)

    return Secrets(
        part("pos_app database"), part("pos_app pin"), part("pos_app identifiers"), part("pos_app signing")
    )


def _make(key_file: Path, use_keyring: bool) -> bytes:
    secret = os.urandom(SECRET_BYTES)
    name = os.urandom(8).hex()
    kept = use_keyring and _tell_keyring(name, secret.hex())
    _write_private(key_file, f"{_IN_KEYRING}{name}\n" if kept else f"{secret.hex()}\n")
    return secret


def _write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, on disk before anything is encrypted with it."""
    half = path.with_suffix(".new")
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, text.encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        half.replace(path)
    except OSError as error:
        raise Unavailable("storage.read_only", detail=str(error)) from error


def has_keyring_service() -> bool:
    """True where a key ring can be asked without anybody waiting for a service that is not there."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))


def _tell_keyring(name: str, value: str) -> bool:
    """Keep the secret in the key ring; True only if it comes back from there as it was."""
    if not has_keyring_service():
        return False
    return _bounded(_KeyringCall(name, value)) == value


def _ask_keyring(name: str) -> str | None:
    return _bounded(_KeyringCall(name)) if has_keyring_service() else None


def _bounded(call: _KeyringCall) -> str | None:
    """Run the call on a thread that may hang: some key rings wait for a window nobody sees."""
    thread = threading.Thread(target=call.run, name="storage-keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_TIMEOUT_S)
    return call.answer


class _KeyringCall:
    """One question to the key ring: set (if there is a value), then get."""

    def __init__(self, name: str, value: str | None = None) -> None:
        self.name = name
        self.value = value
        self.answer: str | None = None

    def run(self) -> None:
        import keyring
        from keyring.errors import KeyringError

        if float(keyring.get_keyring().priority) < 1:
            return
        try:
            if self.value is not None:
                keyring.set_password(SERVICE, self.name, self.value)
            self.answer = keyring.get_password(SERVICE, self.name)
        except (KeyringError, OSError, RuntimeError):
            self.answer = None
