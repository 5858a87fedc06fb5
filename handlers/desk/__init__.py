"""The desk: what somebody said or tapped goes in, the answer of the right feature comes out."""

from __future__ import annotations

from handlers.desk.desk import Desk
from handlers.desk.said import Reply, Said, sorry

__all__ = ["Desk", "Reply", "Said", "sorry"]
