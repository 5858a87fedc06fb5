"""Saying something anonymously: writing to a desk, reading the answer by receipt, and what is protected by that."""

from handlers.feedback import anonymity, published, reading, telling, weekly
from handlers.feedback.base import feature

__all__ = ["anonymity", "feature", "published", "reading", "telling", "weekly"]
