"""Random names for things: link tokens that cannot be guessed and short codes that can be read out on the phone."""

from __future__ import annotations

import hashlib
import secrets

# Crockford's base 32: no I, L, O or U, so a code survives being read aloud and typed again.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def link_token() -> str:
    """Return 128 random bits as 22 characters that Telegram allows in a start parameter."""
    return secrets.token_urlsafe(16)


def fingerprint(token: str) -> str:
    """Return what is stored instead of a link token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def crockford(length: int) -> str:
    """Return that many random characters of CROCKFORD, five bits each."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def reference() -> str:
    """Return a code of six characters that joins an apology in the chat with its traceback in the log."""
    return crockford(6)
