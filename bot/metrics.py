"""What is counted, for /metrics: totals of the whole bot, never anything about one person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, Metric, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot import __version__

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

Reading = Mapping[Any, float]  # by tuples of label values; a Mapping's keys do not vary with their type


class _Readings(Collector):
    """Totals that are kept elsewhere as plain numbers."""

    def __init__(self) -> None:
        self.sources: list[tuple[str, str, Sequence[str], Callable[[], Reading]]] = []

    def collect(self) -> Iterable[Metric]:
        for name, documentation, labels, read in self.sources:
            kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            family = kind(name, documentation, labels=labels)
            for values, total in read().items():
                family.add_metric(values, total)
            yield family


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
        self._readings = _Readings()
        self._registry.register(self._readings)

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

    def watch(self, name: str, documentation: str, labels: Sequence[str], read: Callable[[], Reading]) -> None:
        """Tell what others count: `read()` is asked when somebody looks, so that counting costs nothing here.

        A reading is totals by label values. A `name` without "_total" is a gauge.
        """
        self._readings.sources.append((name, documentation, labels, read))

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)
