"""The rules of a campaign in words."""

from __future__ import annotations

from bot.domain.suggestions.campaign import Rules, Voting
from bot.texts import Words, _, lines, n_
from handlers.campaigns.base import VOTINGS


def rules_text(rules: Rules, leader: str) -> Words:
    """Return what the rules are, one below the other."""
    each = n_("{n} suggestion each", "{n} suggestions each", rules.each) if rules.each else _("any number each")
    seconds = n_("at most {n} each", "at most {n} each", rules.seconds_each) if rules.seconds_each else _("any number")
    return lines(
        _("Filing: {each}, up to {longest} characters", each=each, longest=rules.longest),
        _("Seconding: {how}", how=VOTINGS[rules.voting])
        if rules.voting is Voting.OFF
        else _("Seconding: {how}, {limit}", how=VOTINGS[rules.voting], limit=seconds),
        _("Comments: allowed") if rules.comments else _("Comments: off"),
        _("Authors may hide their name") if rules.hidden_names else _("Authors are named"),
        _("Others see it once accepted") if rules.moderated else _("Others see it at once"),
        n_("Answer within {n} working day", "Answer within {n} working days", rules.days),
        _("Each is marked by {n} judges", n=rules.judges),
        n_("Adopted: {n} point", "Adopted: {n} points", rules.points),
        _("Overdue is reported to {leader}", leader=leader),
    )
