"""Fields of a plan as JSON, so that a change can be taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import instant, micros
from bot.domain import rules
from bot.domain.events import DECIDED, Event, Pillar, Plan
from bot.domain.rules import Rules


def kept(plan: Plan, fields: Collection[str]) -> dict[str, object]:
    """Return those fields as JSON values."""
    return {name: _written(getattr(plan, name)) for name in sorted(fields)}


def restored(event: Event, values: dict[str, Any]) -> Plan:
    """Return the event's plan with the fields as `kept` wrote them; names that are no fields any more are left out."""
    plan = event.plan()
    known = {name: _read(name, value) for name, value in values.items() if name in DECIDED}
    return replace(plan, **known)


def _written(value: object) -> object:
    match value:
        case datetime():
            return micros(value)
        case Rules():
            return rules.written(value)
        case tuple():
            return list(value)
    return value


def _read(name: str, value: Any) -> Any:
    match name:
        case "starts_at" | "ends_at" | "opens_at" | "closes_at":
            return instant(value)
        case "pillar":
            return Pillar(value)
        case "rules":
            return rules.read(value)
        case "departments":
            return tuple(value)
    return value
