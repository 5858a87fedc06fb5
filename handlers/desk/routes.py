"""Where what somebody says or taps goes: read off the features' declarations."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from handlers.kit import Addition, ChatKind, Ctx, Feature, Slot


class Routes:
    """Every declaration of all features by what leads to it."""

    def __init__(self, features: tuple[Feature, ...]) -> None:
        """Later features win, but no two declare the same: tests/architecture sees to it."""
        self.commands = {name: command for f in features for name, command in f.commands.items()}
        self.links = {prefix: handle for f in features for prefix, handle in f.links.items()}
        self.taps = {kind: handle for f in features for kind, handle in f.taps.items()}
        self.promises = {kind: write for f in features for kind, write in f.promises.items()}
        self.heard = [(re.compile(pattern), hear) for f in features for pattern, hear in f.heard.items()]
        self.tags = {tag: handle for f in features for tag, handle in f.tags.items()}
        self.offers = [offer for f in features for offer in f.offers]
        self.secret_intents = {
            intent for f in features if f.secret for intent in (*(f"/{name}" for name in f.commands), *f.links)
        }
        self.uncounted = {kind for f in features if f.secret for kind in f.refusals}
        self.lasting = {prefix: keep for f in features for prefix, keep in f.lasting.items()}
        self.extras: dict[Slot[Any], list[Callable[[Ctx, Any], Awaitable[Addition | None]]]] = {}
        for feature in features:
            for slot, add in feature.extras.items():
                self.extras.setdefault(slot, []).append(add)
        self.refusals = {kind: words for f in features for kind, words in f.refusals.items()}
        self.open_taps = {kind for f in features for kind in f.open_taps}
        self.taps_outside = {
            ChatKind.GROUP: {kind for f in features for kind in f.group_taps},
            ChatKind.FOREIGN: {kind for f in features for kind in f.foreign_taps},
        }
        self.intents = {kind: intent for f in features for kind, intent in f.intents.items()}
        self.open_forms = {name for f in features for name in f.open_forms}
        self.forms = {name: form for f in features for name, form in f.forms.items()}
