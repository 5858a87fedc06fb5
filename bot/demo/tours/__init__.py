"""The stories that are told on the stage. A story is part of every feature: write one, and add it here."""

from __future__ import annotations

from bot.demo.tours import feedback, group_card, last_seat, notice, overnight, suggestion

TOURS = (group_card.tour, last_seat.tour, overnight.tour, notice.tour, suggestion.tour, feedback.tour)
