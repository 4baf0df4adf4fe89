"""An HTTP server on this machine that answers as it is told, with TLS when it is given a certificate."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

JSON = "application/json"


@dataclass
class Heard:
    """A request as it arrived, its body unpacked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    packed: bool


@dataclass
class Said:
    """An answer; `raw` instead of all of it goes out as it is, and the connection ends."""

    status: int = 200
    body: bytes = b"{}"
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""


@dataclass
class Scripted:
    """The server: what it heard, what it says next; `answer` is asked when nothing is scripted."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    script: list[Said] = field(default_factory=list)
    answer: Callable[[Heard], Said] = lambda _heard: Said()
    connections: int = 0
    hang: threading.Event = field(default_factory=threading.Event)
    """Wait for this before answering; set unless a test clears it."""
    context: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        self.hang.set()

    def new_certificate(self, certificate: Path) -> None:
        """Show another certificate from the next connection on."""
        assert self.context is not None
        self.context.load_cert_chain(certificate)


@contextmanager
def scripted(certificate: Path | None = None) -> Iterator[Scripted]:
    """A running server; it ends with the block."""
    state = Scripted()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.port = server.server_address[1]
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        state.context = context
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="scripted")
    thread.start()
    try:
        yield state
    finally:
        state.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(state: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 2

        def setup(self) -> None:
            super().setup()
            state.connections += 1

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["content-length"])))

        def _answer(self, body: bytes) -> None:
            packed = self.headers.get("content-encoding") == "gzip"
            heard = Heard(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                gzip.decompress(body) if packed else body,
                packed,
            )
            state.heard.append(heard)
            state.hang.wait(10)
            said = state.script.pop(0) if state.script else state.answer(heard)
            if said.raw:
                self.wfile.write(said.raw)
                self.close_connection = True
                return
            self.send_response(said.status)
            usual = {"content-type": said.kind, "content-length": str(len(said.body))}
            for name, value in {**usual, **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True  # the other side went away: what these tests are about

        def log_message(self, *_words: object) -> None:
            return

    return Handler


def make_certificate(path: Path, *, days: int = 365, name: str = "somebody else") -> str:
    """Write a self-signed certificate with its key; returns its SHA-256 in hex. `days` below 0: it ended then."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ends = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=3650))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return made.fingerprint(hashes.SHA256()).hex()
