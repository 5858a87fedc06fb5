"""Who judges a campaign, and by what: for its organisers."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.suggestions.evaluation import (
    LONGEST_CRITERION,
    MOST_CRITERIA,
    MOST_JUDGES,
    CriteriaInUse,
    CriteriaUnfit,
    Criterion,
    TooManyJudges,
    read_criteria,
)
from bot.services.evaluation import Evaluations, Setup
from bot.services.roles import Roles
from bot.texts import Words, _, joined, lines, n_
from handlers.campaigns.base import OpenCampaign, ShowJudges, feature
from handlers.cards import BACK, clip, paired
from handlers.kit import Answers, Button, Ctx, Form, Misfit, Screen, Step, Style
from handlers.search import SHOWN, Found, chosen, search

_NAME = 10

feature.refuses(
    CriteriaUnfit, lambda _r: _("One to {n} criteria, each with a name and a weight, please.", n=MOST_CRITERIA)
)
feature.refuses(CriteriaInUse, lambda _r: _("Marks were given by these criteria already; they stay as they are."))
feature.refuses(TooManyJudges, lambda _r: _("A campaign has at most {n} judges.", n=MOST_JUDGES))


class AddJudge(Tap, wire="kj+"):
    """Look for somebody who judges."""

    campaign: int


class RemoveJudge(Tap, wire="kj-"):
    """Let somebody judge no more; `sure` after asking."""

    campaign: int
    person: int
    sure: bool


class ChangeCriteria(Tap, wire="kjc"):
    """Judge by other criteria."""

    campaign: int


@feature.on(ShowJudges)
async def show_judges(ctx: Ctx, tap: ShowJudges) -> Screen:
    """Show who judges, how far they are, and by what."""
    return _screen(await ctx.use(Evaluations).setup(ctx.person.id, tap.campaign))


@feature.on(AddJudge)
async def add(ctx: Ctx, tap: AddJudge) -> Screen:
    """Ask for a name."""
    setup = await ctx.use(Evaluations).setup(ctx.person.id, tap.campaign)
    return await ctx.fill_in(_add_form, {"_campaign": setup.campaign.id})


@feature.on(RemoveJudge)
async def remove(ctx: Ctx, tap: RemoveJudge) -> Screen:
    """Take somebody off, after asking."""
    service = ctx.use(Evaluations)
    if tap.sure:
        return _screen(await service.remove_judge(ctx.person.id, tap.campaign, tap.person), _("Taken off"))
    setup = await service.setup(ctx.person.id, tap.campaign)
    name = next((one.name for one in setup.judges if one.person_id == tap.person), "")
    ask = _("Take {name} off the judges? What is not judged yet goes to others; marks given stay.", name=name)
    yes = Button(_("Yes, take off"), RemoveJudge(tap.campaign, tap.person, sure=True), style=Style.DANGER)
    return Screen(ask, ((yes,), (Button(BACK, ShowJudges(tap.campaign)),)))


@feature.on(ChangeCriteria)
async def change_criteria(ctx: Ctx, tap: ChangeCriteria) -> Screen:
    """Ask for the criteria."""
    setup = await ctx.use(Evaluations).setup(ctx.person.id, tap.campaign)
    return await ctx.fill_in(_criteria_form, {"_campaign": setup.campaign.id})


def criteria_words(criteria: tuple[Criterion, ...]) -> Words:
    """Return criteria with their share of the whole."""
    whole = sum(one.weight for one in criteria)
    return joined([f"{one.name} {round(100 * one.weight / whole)}%" for one in criteria], "、")


def _screen(setup: Setup, toast: Words | None = None) -> Screen:
    id_ = setup.campaign.id
    people = [_("{name}: {done} of {given}", name=one.name, done=one.done, given=one.given) for one in setup.judges]
    missing = n_(
        "{n} suggestion lacks judges who did not write it: add somebody.",
        "{n} suggestions lack judges who did not write them: add somebody.",
        setup.lacking,
    )
    body = lines(
        _("<b>Judges · {title}</b>", title=setup.campaign.title),
        _("Criteria: {criteria}", criteria=criteria_words(setup.criteria)),
        _(
            "Each suggestion is judged by {n}, never by its author; names are hidden from them. "
            "Its score is the mean of what its judges give by weight.",
            n=setup.campaign.rules.judges,
        ),
        "",
        *(people or [_("Nobody yet.")]),
        *(("", missing) if setup.lacking else ()),
    )
    offs = [
        Button(_("✕ {name}", name=clip(one.name, _NAME)), RemoveJudge(id_, one.person_id, sure=False))
        for one in setup.judges
    ]
    rows = (
        (Button(_("Add a judge"), AddJudge(id_), style=Style.PRIMARY), Button(_("Criteria"), ChangeCriteria(id_))),
        *paired(offs),
        (Button(BACK, OpenCampaign(id_)),),
    )
    return Screen(body, rows, toast=toast)


async def _look(ctx: Ctx, text: str) -> Found:
    people = await ctx.use(Roles).find(ctx.person.id, text, SHOWN + 1, joined=True)
    return tuple((one.id, " · ".join(part for part in (one.name, one.department) if part)) for one in people)


async def _add(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    who = chosen(answers, "who")["id"]
    return _screen(await ctx.use(Evaluations).add_judge(ctx.person.id, answers["_campaign"], who, draft), _("Entered"))


async def _read_criteria(_ctx: Ctx, _answers: Answers, text: str) -> list[list[object]]:
    try:
        return [[name, weight] for name, weight in read_criteria(text)]
    except CriteriaUnfit:
        raise Misfit(
            _(
                "One to {n} criteria with weights, please, names of at most {limit} characters.",
                n=MOST_CRITERIA,
                limit=LONGEST_CRITERION,
            )
        ) from None


async def _put_criteria(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    wanted = tuple((str(name), int(weight)) for name, weight in answers["criteria"])
    setup = await ctx.use(Evaluations).put_criteria(ctx.person.id, answers["_campaign"], wanted, draft)
    return _screen(setup, _("Saved"))


_add_form = feature.form(
    Form(
        "campaign.judge",
        _("Add a judge"),
        search(
            "who",
            _("Judge by name"),
            _("Who judges? Type part of the name, the department or the staff number."),
            _look,
        ),
        _add,
        _("Enter"),
        quick=True,
    )
)
_criteria_form = feature.form(
    Form(
        "campaign.criteria",
        _("Criteria"),
        (
            Step(
                "criteria",
                _("Criteria"),
                _("By what is it judged, and how much does each count? Fits: novelty 30, feasible 40, effect 30"),
                _read_criteria,
                show=lambda _ctx, value: joined([f"{name} {weight}" for name, weight in value], "、"),
            ),
        ),
        _put_criteria,
        _("Save"),
        quick=True,
    )
)
