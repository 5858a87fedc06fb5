"""What organisers and speakers see of the ratings: sums and words, in steps, never a person."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Card
from bot.domain.ratings import STEP, WORDS_FROM, Results
from bot.services.events import Events
from bot.services.ratings import Ratings
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, MANAGE, Manage, event_link
from handlers.kit import Addition, Button, Ctx, Go, Screen
from handlers.ratings.base import feature

_PAGE = 6  # words of 500 characters that one message surely holds


class ShowResults(Tap, wire="rar"):
    """A page of the results."""

    event: int
    page: int = 0


@feature.adds(MANAGE)
async def manage(ctx: Ctx, card: Card) -> Addition | None:
    """Lead to the results, once the event is over."""
    if ctx.now < card.event.ends_at:
        return None
    return Addition(buttons=(Button(_("Rating"), ShowResults(card.event.id)),))


@feature.on(ShowResults)
async def show(ctx: Ctx, tap: ShowResults) -> Screen:
    """Show average, distribution and words."""
    found = await ctx.use(Ratings).results(ctx.person.id, tap.event)
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    pages = max(1, -(-len(found.words) // _PAGE))
    page = min(max(tap.page, 0), pages - 1)
    body: list[Words] = [_("<b>Rating · {title}</b>", title=card.event.title), ""]
    body += _stars(found) if found.answers else [_("Shown from {step} answers on.", step=STEP)]
    for words in found.words[page * _PAGE : (page + 1) * _PAGE]:
        body += ["", _("“{words}”", words=words)]
    if found.answers and not found.words:
        body += ["", _("Words are shown from {words} answers on.", words=WORDS_FROM)]
    around = ((_("‹ Earlier page"), page - 1), (_("Next page ›"), page + 1))
    turns = tuple(Button(label, ShowResults(tap.event, to)) for label, to in around if 0 <= to < pages)
    back = (Button(BACK, Manage(tap.event) if card.may_manage else Go(event_link(card.event))),)
    return Screen(lines(*body), (*((turns,) if turns else ()), back))


def _stars(found: Results) -> list[Words]:
    counts = [
        _("{stars}: {n}", stars="★" * number, n=count) for number, count in reversed(list(enumerate(found.stars, 1)))
    ]
    answers = n_("{n} answer", "{n} answers", found.answers)
    return [
        _("<b>{average}</b> of 5 stars, {answers}", average=f"{found.average:.1f}", answers=answers),
        *counts,
        _("Counted anew with every {step} answers.", step=STEP),
    ]
