"""The declaration of the feature."""

from __future__ import annotations

from bot.domain.materials import (
    LONGEST_NAME,
    MOST_MATERIALS,
    MaterialGone,
    MaterialsNotYours,
    MaterialUnfit,
    TooManyMaterials,
)
from bot.texts import _
from handlers.kit import Feature

feature = Feature("materials", _("Materials"))
feature.refuses(MaterialGone, lambda _r: _("This material was removed. Open the event again for what there is."))
feature.refuses(
    MaterialsNotYours, lambda _r: _("Materials are for those with a seat and those who were there. Ask the organiser.")
)
feature.refuses(
    TooManyMaterials,
    lambda _r: _("An event has at most {most} materials. Remove one first.", most=MOST_MATERIALS),
)
feature.refuses(
    MaterialUnfit,
    lambda _r: _(
        "A name of at most {limit} characters, please, and a link that begins with http:// or https://.",
        limit=LONGEST_NAME,
    ),
)
feature.noted("material.add", _("added material"))
feature.noted("material.remove", _("removed material"))
