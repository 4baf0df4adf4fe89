"""Which certificate a till believes."""

from __future__ import annotations

import hashlib
import socket
import ssl

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import CERTIFICATE_BYTES_MAX
from pos_app.sync.address import ServerPlace

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL."""
_EXPIRED = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED."""


def trusting_context(place: ServerPlace, fingerprint: str, timeout_ms: int) -> ssl.SSLContext:
    """Return the rules for a connection to `place`.

    With a `fingerprint` (hex SHA-256 of the certificate, or its first digits) exactly that certificate counts: it is
    fetched, compared, trusted, whatever it says of names or dates, so that a till whose clock is wrong is heard
    all the same. Without one the system's trust counts. Raises Unavailable `server.unreachable`,
    `server.certificate_other`.
    """
    if not fingerprint:
        return ssl.create_default_context()
    certificate = fetch_certificate(place, timeout_ms)
    if not matches(certificate, fingerprint):
        raise Unavailable("server.certificate_other", host=place.host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the certificate itself is known: its name proves nothing more
    context.verify_flags = ssl.VerifyFlags(_NO_CHECK_TIME | ssl.VERIFY_X509_PARTIAL_CHAIN)
    context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(certificate))
    return context


def fetch_certificate(place: ServerPlace, timeout_ms: int) -> bytes:
    """Return the certificate (DER) that the server shows; nothing else is said to it.

    Raises Unavailable `server.unreachable`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((place.host, place.port), timeout_ms / 1000) as wire,
            context.wrap_socket(wire, server_hostname=place.host) as secret,
        ):
            shown = secret.getpeercert(binary_form=True)
    except (OSError, ValueError) as error:
        raise Unavailable("server.unreachable", host=place.host) from error
    if not shown or len(shown) > CERTIFICATE_BYTES_MAX:
        raise Unavailable("server.certificate_other", host=place.host)
    return shown


def fingerprint_of(certificate: bytes) -> str:
    """Return the SHA-256 (hex) of a certificate (DER)."""
    return hashlib.sha256(certificate).hexdigest()


def matches(certificate: bytes, fingerprint: str) -> bool:
    """Say whether a certificate (DER) has this fingerprint, or one that begins like this."""
    return bool(fingerprint) and fingerprint_of(certificate).startswith(fingerprint.lower())


def distrust(error: BaseException, host: str) -> Unavailable | None:
    """Return what to say when a connection failed because of the certificate, None when it failed otherwise."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            expired = cause.verify_code in _EXPIRED
            return Unavailable(
                "server.certificate_expired" if expired else "server.certificate_other", host=host
            )
        cause = cause.__cause__ or cause.__context__
    return None
