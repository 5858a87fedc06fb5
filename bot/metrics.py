"""What is counted, for /metrics: totals of the whole bot, never anything about one person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot import __version__

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_BATCH = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """The bot's counters, in a registry of their own so that tests can have many."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        Info("faguang_build", "The version that runs.", registry=self._registry).info({"version": __version__})
        self._updates = Histogram(
            "faguang_update_seconds",
            "Updates handled, by kind, with the seconds from their arrival to their confirmation.",
            ["kind"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._refusals = self._counter("faguang_refusals", "Answers that said no, by their reason.", "reason")
        self._failures = self._counter("faguang_failures", "Updates that met a bug, by kind.", "kind")
        self._calls = self._counter("faguang_api_calls", "Calls to the Bot API.", "method", "status")
        self._flood = Counter(
            "faguang_api_flood_wait_seconds", "Seconds that answers 429 told us to wait.", registry=self._registry
        )
        self._outbox = self._counter("faguang_outbox", "Promised messages, by what became of them.", "outcome")
        self._batches = Histogram(
            "faguang_db_batch_writes", "Writes that shared one commit.", buckets=_BATCH, registry=self._registry
        )
        self.lanes_busy = Gauge(
            "faguang_lanes_busy", "People and chats whose updates are in hand.", registry=self._registry
        )

    def _counter(self, name: str, documentation: str, *labels: str) -> Counter:
        return Counter(name, documentation, labels, registry=self._registry)

    def handled(self, kind: str, seconds: float) -> None:
        """Count an update of `kind` (message, callback_query …) that took `seconds` from arrival to confirmation."""
        self._updates.labels(kind).observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a Refusal; `reason` is the name of its class."""
        self._refusals.labels(reason).inc()

    def failed(self, kind: str) -> None:
        """Count an update of `kind` whose handling met a bug."""
        self._failures.labels(kind).inc()

    def called(self, method: str, status: int) -> None:
        """Count a call of the Bot API's `method` with the HTTP status of its answer; 0 when none came."""
        self._calls.labels(method, str(status)).inc()

    def flooded(self, seconds: float) -> None:
        """Add the `seconds` that an answer 429 told us to wait."""
        self._flood.inc(seconds)

    def delivered(self, outcome: str) -> None:
        """Count a promised message: `outcome` is sent, doubt or failed."""
        self._outbox.labels(outcome).inc()

    def committed(self, writes: int) -> None:
        """Count a commit that `writes` transactions shared."""
        self._batches.observe(writes)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)
