"""The certificate this server shows: made at the first start, or the owner's."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import secrets
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pos_app.kernel.clock import DAY_MS, instant_ms
from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import CERTIFICATE_WARN_DAYS, CERTIFICATE_YEARS

CERTIFICATE_FILE = "certificate.pem"
"""Of our own making; the key is in the same file, so that both always belong together."""
PIN_LENGTH = 16
_DAYS_PER_YEAR = 365


class Certificate(msgspec.Struct, frozen=True):
    """Where certificate and key lie, SHA-256 of the certificate (hex), until when it counts (ms UTC)."""

    certificate: Path
    key: Path
    fingerprint: str
    ends_ms: int

    @property
    def pin(self) -> str:
        """What stands behind an enrolment code: a terminal accepts no other certificate."""
        return self.fingerprint[:PIN_LENGTH]

    def days_left(self, now_ms: int) -> int:
        """Return the days until it ends, below 0 afterwards."""
        return (self.ends_ms - now_ms) // DAY_MS

    def ends_soon(self, now_ms: int) -> bool:
        """Whether the owner should hear of it."""
        return self.days_left(now_ms) < CERTIFICATE_WARN_DAYS


def certificate_in(folder: Path, host: str, now_ms: int) -> Certificate:
    """Return the folder's own certificate; the first start makes it, whichever process is first.

    Raises Unavailable `server.certificate_bad` (file).
    """
    own = folder / CERTIFICATE_FILE
    if not own.exists():
        _make(own, host, now_ms)
    return read_certificate(own, own)


def read_certificate(certificate: Path, key: Path) -> Certificate:
    """Return what a certificate file says of itself. Raises Unavailable `server.certificate_bad` (file)."""
    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
        serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Unavailable("server.certificate_bad", file=str(certificate)) from error
    shown = hashlib.sha256(read.public_bytes(serialization.Encoding.DER)).hexdigest()
    return Certificate(certificate, key, shown, instant_ms(read.not_valid_after_utc))


def _make(path: Path, host: str, now_ms: int) -> None:
    """The file is whole before it gets its name; who comes second keeps what the first one made."""
    key = ec.generate_private_key(ec.SECP256R1())
    begins = datetime.fromtimestamp(now_ms // 1000, UTC) - timedelta(days=1)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pos-app server")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=CERTIFICATE_YEARS * _DAYS_PER_YEAR))
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private + made.public_bytes(serialization.Encoding.PEM))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _names(host: str) -> list[x509.GeneralName]:
    """Every name a terminal may know this machine by."""
    names: list[x509.GeneralName] = []
    for each in dict.fromkeys((host, socket.gethostname(), "localhost", "127.0.0.1", "::1")):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(each)))
        except ValueError:
            if each.isascii() and each:
                names.append(x509.DNSName(each))
    return names
