"""Anonymous surveys: organisers ask, people answer in a minute, and results single nobody out."""

from handlers.surveys import answering, compose, details, news, reading, results, telling, waiting
from handlers.surveys.base import feature

__all__ = ["answering", "compose", "details", "feature", "news", "reading", "results", "telling", "waiting"]
