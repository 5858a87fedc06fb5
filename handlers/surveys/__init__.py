"""Anonymous surveys: organisers ask, people answer in a minute, and results single nobody out."""

from handlers.surveys import answering, compose, news, reading, results
from handlers.surveys.base import feature

__all__ = ["answering", "compose", "feature", "news", "reading", "results"]
