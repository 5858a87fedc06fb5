"""Taking turns to speak: organisers keep a rota per series and invite; speakers answer, say title and send slides."""

from handlers.rota import answering, inviting, kinds, lists, messages, organising, people, speaking, volunteering
from handlers.rota.base import feature

__all__ = [
    "answering",
    "feature",
    "inviting",
    "kinds",
    "lists",
    "messages",
    "organising",
    "people",
    "speaking",
    "volunteering",
]
