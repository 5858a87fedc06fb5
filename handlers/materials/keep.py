"""Adding and removing materials, for those who manage the event."""

from __future__ import annotations

from typing import Any

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card
from bot.domain.materials import LONGEST_NAME, Material, MaterialKind
from bot.services.events import Events
from bot.services.materials import Materials
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, MANAGE, Manage, clip
from handlers.kit import Addition, Answers, Attachment, Button, Ctx, FileKind, Form, Misfit, Row, Screen, Step, Style
from handlers.materials.base import feature
from handlers.materials.find import ListMaterials

_LABEL = 24  # characters of a name on its button
_KINDS: dict[str, Words] = {
    MaterialKind.LINK: _("link"),
    MaterialKind.DOCUMENT: _("file"),
    MaterialKind.PHOTO: _("picture"),
}


class KeepMaterials(Tap, wire="mam"):
    """What there is, to be changed."""

    event: int


class AddMaterial(Tap, wire="ma+"):
    """Add something."""

    event: int


class AskRemoveMaterial(Tap, wire="ma?"):
    """Ask before something is removed."""

    material: int


class RemoveMaterial(Tap, wire="ma-"):
    """Remove something, as was confirmed."""

    material: int


@feature.adds(MANAGE)
async def manage(_ctx: Ctx, card: Card) -> Addition:
    """Lead to the materials."""
    return Addition(buttons=(Button(_("Materials"), KeepMaterials(card.event.id)),))


@feature.on(KeepMaterials)
async def keep(ctx: Ctx, tap: KeepMaterials) -> Screen:
    """Show what there is."""
    return await _list(ctx, tap.event)


@feature.on(AddMaterial)
async def add(ctx: Ctx, tap: AddMaterial) -> Screen:
    """Ask for a link or a file."""
    return await ctx.fill_in(_form, {"_event": tap.event})


@feature.on(AskRemoveMaterial)
async def ask_remove(ctx: Ctx, tap: AskRemoveMaterial) -> Screen:
    """Ask."""
    material = await ctx.use(Materials).open(ctx.person.id, tap.material)
    return Screen(
        _("Remove “{name}”? Nobody finds it here any more.", name=material.name),
        (
            (Button(_("Remove it"), RemoveMaterial(tap.material), style=Style.DANGER),),
            (Button(BACK, KeepMaterials(material.event_id)),),
        ),
    )


@feature.on(RemoveMaterial)
async def remove(ctx: Ctx, tap: RemoveMaterial) -> Screen:
    """Remove it."""
    material = await ctx.use(Materials).remove(ctx.person.id, tap.material)
    return await _list(ctx, material.event_id, _("Removed"))


async def _list(ctx: Ctx, event: int, toast: Words | None = None) -> Screen:
    found = await ctx.use(Materials).of(ctx.person.id, event)
    card = await ctx.use(Events).card(event, ctx.person.id)
    rows: list[Row] = [
        (Button(joined(("✕ ", clip(one.name, _LABEL)), ""), AskRemoveMaterial(one.id)),) for one in found
    ]
    rows.append((Button(_("Add material"), AddMaterial(event), style=Style.PRIMARY),))
    if found:
        rows.append((Button(_("As members see it"), ListMaterials(event)),))
    body = lines(
        _("<b>Materials · {title}</b>", title=card.event.title),
        n_("{n} material", "{n} materials", len(found)) if found else _("There are none yet."),
        "",
        _("Those with a seat and those who were there find them on the card once the event is over."),
    )
    return Screen(body, (*rows, (Button(BACK, Manage(event)),)), toast=toast)


async def _read_link(_ctx: Ctx, _answers: Answers, text: str) -> dict[str, str]:
    link = text.strip()
    if not link.startswith(("http://", "https://")) or any(one.isspace() for one in link):
        raise Misfit(_("A link begins with http:// or https://. A file can be sent as it is."))
    return {"kind": MaterialKind.LINK.value, "target": link, "name": ""}


async def _read_file(_ctx: Ctx, _answers: Answers, file: Attachment) -> dict[str, str]:
    kind = MaterialKind.PHOTO if file.kind is FileKind.PHOTO else MaterialKind.DOCUMENT
    return {"kind": kind.value, "target": file.id, "name": clip(file.name or file.caption.strip(), LONGEST_NAME)}


async def _read_name(_ctx: Ctx, _answers: Answers, text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_NAME))
    return name


def _show(_ctx: Ctx, value: Any) -> Words:
    shown: str = value["target"] if value["kind"] == MaterialKind.LINK else value["name"]
    return joined([_KINDS[value["kind"]], *([shown] if shown else [])])


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    what = answers["what"]
    name = what["name"] or answers["name"]
    material = Material(0, answers["_event"], MaterialKind(what["kind"]), name, what["target"])
    await ctx.use(Materials).add(ctx.person.id, material, draft)
    return await _list(ctx, answers["_event"], _("Added"))


_form = feature.form(
    Form(
        "material",
        _("Add material"),
        (
            Step(
                "what",
                _("What"),
                _("Send a link, a file or a picture. Files stay with Telegram, nothing is copied from there."),
                _read_link,
                show=_show,
                attach=_read_file,
            ),
            Step(
                "name",
                _("Name of the material"),
                _("What is it called? Members see this name."),
                _read_name,
                when=lambda answers: not answers.get("what", {}).get("name"),
            ),
        ),
        _file,
        _("Add it"),
    )
)
