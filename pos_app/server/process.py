"""One process of the server: listens, applies, stops in good order."""

from __future__ import annotations

import hashlib
import hmac
import logging
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import SERVER_THREADS
from pos_app.kernel.ids import IdSource
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.http.app import make_app
from pos_app.server.http.listening import Listener, listener
from pos_app.server.http.messages import MESSAGES
from pos_app.server.http.metrics import Figures
from pos_app.server.http.places import Places
from pos_app.server.http.service import Service
from pos_app.server.identity import Identity
from pos_app.server.node import ServerNode
from pos_app.server.opening import Opened
from pos_app.server.signatures import authenticate
from pos_app.server.workers import ApplyWorkers

_log = logging.getLogger(__name__)
_APPLIERS_POSTGRES = 2
_BACKLOG = 512


def metrics_token(identity: Identity) -> str:
    """Return what whoever watches from elsewhere shows; the same for every process of this server."""
    return hmac.new(identity.secret, b"pos_app metrics", hashlib.sha256).hexdigest()[:32]


def node_of(opened: Opened) -> ServerNode:
    """Return the messages over a server's database, for commands beside it."""
    clock = SystemClock()
    return ServerNode(opened.database, opened.identity, clock, FreshIds(clock))


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises Unavailable `server.port_taken` (host, port, detail)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise Unavailable(
            "server.port_taken", host=host, port=port, detail=error.strerror or str(error)
        ) from error


class ServerProcess:
    """Everything that runs in one process, over a socket that listens already."""

    def __init__(
        self,
        opened: Opened,
        clock: Clock,
        ids: IdSource,
        listening: socket.socket,
        tls: ssl.SSLContext | None,
        behind_proxy: bool = False,
    ) -> None:
        database = opened.database
        self._opened = opened
        self._socket = listening
        self.figures = Figures(database, clock)
        node = self.node = ServerNode(database, opened.identity, clock, ids)
        self._threads = ThreadPoolExecutor(SERVER_THREADS, thread_name_prefix="answer")
        appliers = _APPLIERS_POSTGRES if database.is_postgres else 1
        self._workers = ApplyWorkers(partial(_applied, node, self.figures), node.behind, node.tidy, appliers)
        service = Service(
            threads=self._threads,
            database=database,
            clock=clock,
            places=Places(),
            figures=self.figures,
            time=node.time,
            calls={kind.call: getattr(node, kind.call) for kind in MESSAGES},
            proven=partial(authenticate, database, clock),
            pushed=self._workers.notice,
            metrics_token=metrics_token(opened.identity),
            behind_proxy=behind_proxy,
        )
        host, self.port = listening.getsockname()[:2]
        self._listener: Listener = listener(make_app(service), host, self.port, tls, behind_proxy)

    def run(self) -> None:
        """Serve until SIGTERM, SIGINT or `stop`; then requests in flight end, the applier ends its step."""
        self._workers.start()
        _log.info("listening")
        try:
            self._listener.run(sockets=[self._socket])
        finally:
            self._workers.stop()
            self._threads.shutdown()
            self._socket.close()
            self._opened.database.close()
            _log.info("stopped")

    def stop(self) -> None:
        """Ask it to end, from any thread."""
        self._listener.should_exit = True


def _applied(node: ServerNode, figures: Figures, stream_id: UUID) -> bool:
    """One turn of a stream; whether another may be worth it."""
    facts = node.apply_stream(stream_id)
    figures.applied(facts)
    return facts > 0
