"""What the parts of this feature share: its declaration, the taps that several of them offer, the picture of a link."""

from __future__ import annotations

from io import BytesIO

from bot.callbacks import Tap
from bot.texts import _
from handlers.kit import Feature

feature = Feature("check_in", _("Check-in"))

_SCALE, _MARGIN = 16, 4  # pixels of a module; modules around it, which readers need


class OpenDesk(Tap, wire="co"):
    """Show an organiser the check-in of an event."""

    event: int


class TickList(Tap, wire="cl"):
    """A page of the list of who is there."""

    event: int
    page: int


def code_link(event_id: int, code: str) -> str:
    """Return the payload of the deep link that checks in with a code."""
    return f"c_{event_id}_{code}"


def qr_png(link: str) -> bytes:
    """Return a link as a QR code, a PNG that a phone reads from another phone's screen."""
    import segno  # noqa: PLC0415 - few need it, everybody would wait for it

    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="png", scale=_SCALE, border=_MARGIN)
    return drawn.getvalue()


def qr_svg(link: str) -> str:
    """Return a link as a QR code, an SVG to put into a page."""
    import segno  # noqa: PLC0415 - as above

    return str(segno.make(link, error="m", micro=False).svg_inline(border=_MARGIN, omitsize=True, svgclass=None))
