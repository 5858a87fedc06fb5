"""What people may demand: /privacy, /mydata, /forget, /withdraw. All of it works without having agreed to anything."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import structlog

from bot.callbacks import Tap
from bot.domain.people import NOTICE_VERSION
from bot.domain.retention import KEPT, Kind
from bot.services.rights import Rights
from bot.texts import _, lines
from handlers.kit import Button, Ctx, Desk, Document, Screen, Style
from handlers.people.base import BACK, feature, in_private
from handlers.people.notice import notice

log = structlog.get_logger(__name__)


class ShowRights(Tap, wire="pr"):
    """The notice and the rights."""


class TakeCopy(Tap, wire="prc"):
    """A file with all that is kept."""


class AskForget(Tap, wire="prf"):
    """What forgetting would mean."""


class ForgetMe(Tap, wire="prF"):
    """Forget, as was confirmed."""


class AskWithdraw(Tap, wire="prw"):
    """What withdrawing would mean."""


class WithdrawConsent(Tap, wire="prW"):
    """Withdraw, as was confirmed."""


_NOTHING = _("Nothing about you is stored.")


@feature.command("privacy", _("What is kept about me, and my rights"))
async def privacy(ctx: Ctx, _rest: str) -> Screen:
    """Show the notice again, with a button for each right."""
    return in_private(ctx) or _rights(ctx)


@feature.command("mydata", _("A copy of all my data"))
async def my_data(ctx: Ctx, _rest: str) -> Screen:
    """Send a file with all that is kept."""
    return in_private(ctx) or await _copy(ctx)


@feature.command("forget", _("Erase my data"))
async def forget(ctx: Ctx, _rest: str) -> Screen:
    """Say what goes and what stays, and ask."""
    return in_private(ctx) or _ask_forget(ctx)


@feature.command("withdraw", _("Withdraw my consent"))
async def withdraw(ctx: Ctx, _rest: str) -> Screen:
    """Say what follows, and ask."""
    return in_private(ctx) or _ask_withdraw(ctx)


@feature.on(ShowRights, before_consent=True)
async def show_rights(ctx: Ctx, _tap: ShowRights) -> Screen:
    """Go back to the rights."""
    return _rights(ctx)


@feature.on(TakeCopy, before_consent=True)
async def take_copy(ctx: Ctx, _tap: TakeCopy) -> Screen:
    """Send the file."""
    return await _copy(ctx)


@feature.on(AskForget, before_consent=True)
async def ask_forget(ctx: Ctx, _tap: AskForget) -> Screen:
    """Ask."""
    return _ask_forget(ctx)


@feature.on(AskWithdraw, before_consent=True)
async def ask_withdraw(ctx: Ctx, _tap: AskWithdraw) -> Screen:
    """Ask."""
    return _ask_withdraw(ctx)


@feature.on(ForgetMe, before_consent=True)
async def forget_me(ctx: Ctx, _tap: ForgetMe) -> Screen:
    """Forget the person."""
    if not ctx.person.id:
        return Screen(_NOTHING)
    await ctx.use(Rights).forget(ctx.person.id)
    return Screen(
        _(
            "Done. Your data is erased and your coming seats have gone to the next in line. "
            "This chat stays on your phone and with Telegram; you can delete it there. /start begins anew."
        )
    )


@feature.on(WithdrawConsent, before_consent=True)
async def withdraw_consent(ctx: Ctx, _tap: WithdrawConsent) -> Screen:
    """Withdraw the person's consent."""
    if ctx.person.consent:
        await ctx.use(Rights).withdraw(ctx.person.id)
    return Screen(
        _(
            "Done. You get no messages any more. If you do not come back within {days} days, your data is erased; "
            "/forget does it now.",
            days=KEPT[Kind.WITHDRAWN].days,
        )
    )


@feature.every("retention", timedelta(days=1))
async def sweep(desk: Desk, _now: datetime) -> None:
    """Delete what has been kept long enough."""
    swept = await desk.service(Rights).sweep()
    log.info("swept", **{kind.value: count for kind, count in swept.items() if count})


def _rights(ctx: Ctx) -> Screen:
    rows = (
        (Button(_("A copy of my data"), TakeCopy()),),
        (Button(_("Withdraw consent"), AskWithdraw()), Button(_("Erase my data"), AskForget())),
    )
    if not ctx.person.id:
        return Screen(lines(notice(ctx), "", _NOTHING))
    agreed = (
        _("You have agreed to it.")
        if ctx.person.consent >= NOTICE_VERSION
        else _("You have not agreed to it, or not to this version.")
    )
    return Screen(lines(notice(ctx), "", agreed), rows)


async def _copy(ctx: Ctx) -> Screen:
    if not ctx.person.id:
        return Screen(_NOTHING)
    data = await ctx.use(Rights).export(ctx.person.id, ctx.zone)
    name = f"faguang-{ctx.now.astimezone(ctx.zone):%Y-%m-%d}.json"
    content = json.dumps(data, ensure_ascii=False, indent=2).encode()
    return Screen(
        _("All that is kept about you, as a text file that programs can read, too."), document=Document(name, content)
    )


def _ask_forget(ctx: Ctx) -> Screen:
    if not ctx.person.id:
        return Screen(_NOTHING)
    return Screen(
        lines(
            _("<b>Erase my data?</b>"),
            "",
            _("Erased: Telegram number, name, department, post, staff number, language, roles, forms, messages."),
            _("Left: your coming seats and places in waitlists; the next in line move up."),
            _(
                "Kept without your name: the number of a seat at past events, events you published, and what you "
                "decided with authority. Others rely on them, and they lead back to nobody."
            ),
            "",
            _("It cannot be undone."),
        ),
        ((Button(_("Erase everything"), ForgetMe(), style=Style.DANGER),), (Button(BACK, ShowRights()),)),
    )


def _ask_withdraw(ctx: Ctx) -> Screen:
    if not ctx.person.consent:
        return Screen(_("There is no consent of yours to withdraw."))
    return Screen(
        lines(
            _("<b>Withdraw consent?</b>"),
            "",
            _("No reminders and no other messages come any more. Your seats stay yours until you leave them."),
            _(
                "At your next visit you are asked again. After {days} days away your data is erased.",
                days=KEPT[Kind.WITHDRAWN].days,
            ),
        ),
        ((Button(_("Withdraw"), WithdrawConsent(), style=Style.DANGER),), (Button(BACK, ShowRights()),)),
    )
