"""What the page on the room's screen says, as plain values for JSON."""

from __future__ import annotations

from datetime import datetime

from bot.domain.check_in import Shown, opening
from bot.domain.events import EventState
from bot.texts import Reader, When, Words, _
from handlers.cards import span
from handlers.check_in.base import code_link, qr_svg
from handlers.check_in.desk import spaced
from handlers.kit import deep_link

_LOST = _("No connection. Trying again …")


def page(shown: Shown, now: datetime, reader: Reader, username: str) -> dict[str, object]:
    """Return the texts of the page, its QR code as SVG ("" without a code), and for how many seconds it is right."""
    event = shown.event
    words: dict[str, Words] = {
        "title": event.title,
        "time": span(event.starts_at, event.ends_at, reader.zone),
        "place": event.place,
        "there": _("There: <b>{there}</b> / {seated}", there=shown.there, seated=event.seated),
        "scan": _("Scan to check in"),
        "send": _("or send these digits to @{bot}", bot=username),
        "notice": "" if shown.code else _closed(shown, now),
        "lost": _LOST,
    }
    told: dict[str, object] = {name: reader.plain(words) for name, words in words.items()}
    told["seconds"] = (shown.until - now).total_seconds()
    if not shown.code:
        return told | {"code": "", "qr": ""}
    return told | {
        "code": spaced(shown.code),
        "qr": qr_svg(deep_link(username, code_link(event.id, shown.code))),
    }


def _closed(shown: Shown, now: datetime) -> Words:
    begins, _ends = opening(shown.event)
    if shown.event.state is EventState.CANCELLED:
        return _("This event does not take place.")
    if now < begins:
        return _("Check-in begins {opens}", opens=When(begins))
    return _("Check-in has ended")
