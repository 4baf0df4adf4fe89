"""`pos-app server` without an action: the server itself."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.cli.server_address import (
    Listening,
    code_line,
    is_here,
    keep_listening,
    read_listen,
    shown_address,
)
from pos_app.cli.server_place import alone, folder_of, reached, url_of
from pos_app.cli.telling import plain_translator
from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Translate
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.http.certificate import Certificate, certificate_in, read_certificate
from pos_app.server.http.listening import tls_context
from pos_app.server.logging_json import log_to
from pos_app.server.opening import FIRST_STORE, FIRST_TERMINAL, FirstWords, make_folder, open_first
from pos_app.server.operators import FIRST
from pos_app.server.process import ServerProcess, bound_socket

DEFAULT_NAME = "pos_app"


def words(parser: argparse.ArgumentParser) -> None:
    """Declare how the server is started."""
    parser.add_argument("--listen", metavar="HOST:PORT", help="where tills are listened for (0.0.0.0:8731)")
    parser.add_argument("--address", metavar="URL", help="how tills reach it, when that is another address")
    parser.add_argument("--behind-proxy", action="store_true", help="a proxy in front does the encryption")
    parser.add_argument("--plain", action="store_true", help="no encryption; on this machine alone")
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE", help="your own certificate (PEM, with its chain)"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="its private key (PEM, without a password)")
    parser.add_argument("--name", default=DEFAULT_NAME, help="the server's name, given at the first start")


def act(chosen: argparse.Namespace) -> int:
    """Serve until a signal. Raises Refused, Unavailable when it cannot begin."""
    folder, url = folder_of(chosen), url_of(chosen)
    host, port = read_listen(chosen.listen)
    if chosen.plain and not is_here(host):
        raise Refused("server.plain_outside", host=host)
    make_folder(folder)
    clock = SystemClock()
    with alone(folder, url), reached(chosen) as database:
        opened, first = open_first(database, clock, FreshIds(clock), chosen.name)
        certificate = _certificate(chosen, folder, host, clock.now_ms())
        listening = bound_socket(host, port)
        tls = tls_context(certificate.certificate, certificate.key) if certificate is not None else None
        process = ServerProcess(opened, clock, FreshIds(clock), listening, tls, chosen.behind_proxy)
        told = Listening(
            chosen.address or shown_address(host, listening.getsockname()[1], "https" if tls else "http"),
            certificate.pin if certificate is not None and chosen.certificate is None else "",
            certificate.ends_ms if certificate is not None else 0,
        )
        keep_listening(folder, told)
        if certificate is not None:
            process.figures.certificate(certificate.days_left(clock.now_ms()))
        _say(plain_translator(), opened.identity.name, told, first, certificate, clock.now_ms())
        log_to()
        process.run()
    return 0


def _certificate(chosen: argparse.Namespace, folder: Path, host: str, now_ms: int) -> Certificate | None:
    if (chosen.certificate is None) != (chosen.key is None):
        raise Refused("server.certificate_alone")
    if chosen.behind_proxy or chosen.plain:
        return None
    if chosen.certificate is not None:
        return read_certificate(chosen.certificate, chosen.key)
    return certificate_in(folder, host, now_ms)


def _say(
    translate: Translate,
    name: str,
    listening: Listening,
    first: FirstWords,
    certificate: Certificate | None,
    now_ms: int,
) -> None:
    print(translate("serving.begun", name=name, address=listening.address))
    if first.password:
        print(translate("serving.first_operator", name=FIRST, password=first.password))
    if first.code:
        print(code_line(translate, listening, first.code, FIRST_STORE, FIRST_TERMINAL))
    if certificate is not None and certificate.ends_soon(now_ms):
        days = certificate.days_left(now_ms)
        print(
            translate("serving.certificate_soon", days=days)
            if days >= 0
            else translate("serving.certificate_over")
        )
    print(translate("serving.stop"), flush=True)
