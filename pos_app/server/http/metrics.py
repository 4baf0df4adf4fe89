"""Figures for whoever watches the server: counts, times, what waits; nothing of persons."""

from __future__ import annotations

import threading

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from pos_app.kernel.clock import Clock
from pos_app.kernel.exchange_limits import SERVER_FIGURES_KEPT_S
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.standing import QUARANTINED, RESERVATIONS, TERMINALS, UNAPPLIED, counted

_BUCKETS_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Figures:
    """Counts of this process with, at the time somebody asks, what the database says."""

    def __init__(self, database: ServerDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at: int | None = None
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "pos_requests",
            "Requests by message with their status.",
            ("message", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "pos_request_seconds",
            "Time of a request.",
            ("message",),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._facts = Counter(
            "pos_facts", "Facts that pushes carried, repeated ones too.", registry=self.registry
        )
        self._applied = Counter("pos_applied_facts", "Facts posted by this process.", registry=self.registry)
        self._unapplied = self._gauge("pos_unapplied_facts", "Facts received that are not posted yet.")
        self._quarantined = self._gauge("pos_quarantined_facts", "Facts kept that nobody understands yet.")
        self._holds = self._gauge("pos_open_reservations", "Holds with allowances that are open.")
        self._terminals = self._gauge("pos_terminals", "Terminals that may talk to this server.")
        self._certificate = self._gauge(
            "pos_certificate_days", "Days until the certificate ends; -1: none here."
        )
        self._certificate.set(-1)

    def answered(self, message: str, status: int, seconds: float) -> None:
        """Count a request; `message` is one of ours, never what somebody typed."""
        self._requests.labels(message, str(status)).inc()
        self._seconds.labels(message).observe(seconds)

    def pushed(self, facts: int) -> None:
        """Count the facts of a push."""
        self._facts.inc(facts)

    def applied(self, facts: int) -> None:
        """Count posted facts."""
        self._applied.inc(facts)

    def certificate(self, days: int) -> None:
        """Say how long the certificate still counts."""
        self._certificate.set(days)

    def page(self) -> bytes:
        """Return everything in Prometheus' text format. Raises Unavailable `server.database_gone`."""
        with self._lock:
            now = self._clock.mono_ms()
            if self._read_at is None or now - self._read_at >= SERVER_FIGURES_KEPT_S * 1000:
                self._database.read(self._ask)
                self._read_at = now
        return generate_latest(self.registry)

    def _ask(self, tx: Tx) -> None:
        for gauge, statement in (
            (self._unapplied, UNAPPLIED),
            (self._quarantined, QUARANTINED),
            (self._holds, RESERVATIONS),
            (self._terminals, TERMINALS),
        ):
            gauge.set(counted(tx, statement))

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, registry=self.registry)
