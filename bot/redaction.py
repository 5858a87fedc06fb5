"""Takes secrets out of text that is about to be shown: log lines, tracebacks, messages of the command line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "[redacted]"
# A password shorter than this would blot out ordinary words; within a URL it is found by its place.
_SHORTEST = 6
_SHAPES = (
    r"(?<=/bot)\d+(?::|%3A)[A-Za-z0-9_-]+",  # a token in a URL of the Bot API
    r"(?<!\d)\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}",  # a token anywhere
    r"(?<=://)[^\s\"']*(?=@)",  # user and password of a database or proxy; an unquoted slash may stand in them
    r"(?P<keep>\bpassword=|[?&]start(?:group|app)?=|/start(?:@\w+)?[ +]|/start%20)[^&\s'\"]+",  # passwords, join tokens
)


class Redactor:
    """A function from text to the same text without secrets: those given, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        exact = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
        longest_first = sorted(exact, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, longest_first), *_SHAPES]))

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced by MARK."""
        return self._pattern.sub(lambda found: (found["keep"] or "") + MARK, text)


def _forms(secret: str) -> set[str]:
    """Return how a secret may be spelt in a log: as it is, within a URL, within JSON."""
    return {secret, quote(secret, safe=""), unquote(secret), json.dumps(secret)[1:-1]}
