"""What an event asks at sign-up: organisers write the questions and read the answers, members answer them."""

from handlers.questions import answering, reading, writing
from handlers.questions.base import feature

__all__ = ["answering", "feature", "reading", "writing"]
