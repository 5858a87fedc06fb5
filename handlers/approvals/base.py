"""The declaration of the feature, and the screen of who waits to be let in."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.approvals import Asker, Queue
from bot.domain.events import NobodyAsks
from bot.services.approvals import Approvals
from bot.texts import Words, _, joined, lines
from handlers.cards import BACK, Manage, clip
from handlers.kit import Button, Ctx, Feature, Screen, Style

feature = Feature("approvals", _("People to let in"))
feature.refuses(NobodyAsks, lambda _r: _("That is settled already: this person does not wait to be let in any more."))


class ShowQueue(Tap, wire="ap"):
    """Who asks, at a place of the queue."""

    event: int
    place: int = 0


class Admit(Tap, wire="ap+"):
    """Let one person in."""

    event: int
    person: int
    place: int


class AskDecline(Tap, wire="ap-"):
    """Begin to say why not."""

    event: int
    person: int
    place: int


class AskAdmitAll(Tap, wire="ap*"):
    """Ask whether to let everybody in."""

    event: int


class AdmitAll(Tap, wire="ap!"):
    """Let everybody in, as was confirmed."""

    event: int


async def queue_screen(ctx: Ctx, event: int, place: int, toast: Words | None = None) -> Screen:
    """Return the one who asks at `place`, and what can be done."""
    queue = await ctx.use(Approvals).queue(ctx.person.id, event, place)
    back = (Button(BACK, Manage(event)),)
    head = _("<b>People to let in</b> · “{title}”", title=clip(queue.event.title))
    if queue.asker is None:
        return Screen(lines(head, "", _("Nobody waits for your answer.")), (back,), toast=toast)
    asker, asking, place = queue.asker, queue.event.asking, queue.place
    decide = (
        Button(_("Let in"), Admit(event, asker.person_id, place), style=Style.SUCCESS),
        Button(_("Decline"), AskDecline(event, asker.person_id, place), style=Style.DANGER),
    )
    others = (
        (
            Button(_("Next person ›"), ShowQueue(event, (place + 1) % asking)),
            Button(_("Let all in"), AskAdmitAll(event)),
        )
        if asking > 1
        else ()
    )
    body = lines(head, _("{place} of {asking}", place=place + 1, asking=asking), "", *_about(queue, asker))
    return Screen(body, (decide, *((others,) if others else ()), back), toast=toast)


def _about(queue: Queue, asker: Asker) -> list[Words]:
    about = joined([text for text in (asker.department, asker.post) if text])
    answers: list[Words] = [
        _("{question}: {answer}", question=clip(question.text), answer=str(asker.answers[question.key]))
        for question in queue.event.rules.questions
        if question.key in asker.answers
    ]
    return [_("<b>{name}</b>", name=asker.name), *([about] if asker.department or asker.post else []), *answers]
