"""Campaigns of 金点子: asked for, announced in groups, judged, told, reported."""

from handlers.campaigns import cards, judges, judging, listing, making, posting, report, results
from handlers.campaigns.base import feature

__all__ = ["cards", "feature", "judges", "judging", "listing", "making", "posting", "report", "results"]
