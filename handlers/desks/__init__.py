"""Reading desks: those who answer anonymous feedback, and owners who say which desks there are and who reads them."""

from handlers.desks import answering, managing, news, published, reading, templates
from handlers.desks.base import feature

__all__ = ["answering", "feature", "managing", "news", "published", "reading", "templates"]
