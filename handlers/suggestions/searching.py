"""Looking for suggestions by words or by number."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.drafts import DraftKey
from bot.services.drafts import Drafts
from bot.services.suggestion_lists import SuggestionLists
from bot.texts import _
from handlers.cards import BACK
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Screen, Step
from handlers.suggestions.base import PAGE, AskWords, Search, ShowHome, feature
from handlers.suggestions.lists import listed

_BYTES = 45  # of words, beside the page, on the button that turns it


def _sought(text: str) -> str:
    """Return the words as they fit on a button."""
    words = " ".join(text.replace(":", " ").replace("%", " ").split())
    return words.encode()[:_BYTES].decode(errors="ignore").strip()


async def _read(_ctx: Ctx, _answers: Answers, text: str) -> str:
    if not _sought(text):
        raise Misfit(_("Please type at least one word."))
    return _sought(text)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    await ctx.use(Drafts).drop(draft.person_id, draft.chat_id)
    return await _found(ctx, Search(answers["words"]))


_form = feature.form(
    Form(
        "suggestion.search",
        _("Search"),
        (Step("words", _("Words"), _("What are you looking for? Words of the text, or the number."), _read),),
        _file,
        _("Search"),
        lifetime=timedelta(hours=1),
        quick=True,
    )
)


@feature.on(AskWords)
async def ask(ctx: Ctx, _tap: AskWords) -> Screen:
    """Ask what to look for."""
    return await ctx.fill_in(_form)


@feature.on(Search)
async def turn(ctx: Ctx, tap: Search) -> Screen:
    """Show a page of what was found."""
    return await _found(ctx, tap)


async def _found(ctx: Ctx, tap: Search) -> Screen:
    words = _sought(tap.words)
    page = await ctx.use(SuggestionLists).search(ctx.person.id, words, tap.page, PAGE)
    title = _("<b>Search: {words}</b>", words=words)
    empty = _("Nothing has all these words. Try fewer or shorter ones.")
    ways = (Button(_("Search"), AskWords()), Button(BACK, ShowHome()))
    return listed(title, page, empty, lambda number: Search(words, number), *ways)
