"""The cryptography of anonymous feedback: what a receipt opens, and texts that only a desk or only a receipt can read.

Its libraries are imported at first use: the bot's start does not wait for them. Deriving takes 64 MiB and some 150 ms:
off the event loop, and few at once.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

# ruff: noqa: PLC0415

PEPPER_BYTES = 32
_SALT_BYTES, _NONCE_BYTES, _HALF = 16, 12, 32
# One lane: with more, OpenSSL shares out its threads, and two derivations at once wait for each other forever.
_PASSES, _MEMORY_KIB, _LANES = 3, 64 << 10, 1
_BLOCK = 512  # the length of a text shows only in steps of this many bytes


class SealBrokenError(Exception):
    """What was sealed does not open with this key: another key, or somebody changed it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An X25519 pair: who has the private key reads what was sealed to the public one."""

    private: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Lock:
    """What is stored of a thread so that its receipt, and nothing else, opens it."""

    salt: bytes
    verifier: bytes
    public_key: bytes
    wrapped_key: bytes


def new_pair() -> Pair:
    """Return a new pair of keys."""
    from nacl.public import PrivateKey

    private = PrivateKey.generate()
    return Pair(bytes(private), bytes(private.public_key))


def public_of(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    from nacl.public import PrivateKey

    return bytes(PrivateKey(private).public_key)


def lock(tag: str, secret: str, pepper: bytes) -> tuple[Lock, Pair]:
    """Return a new lock that the receipt opens, and the thread's pair of keys that lies behind it. Slow."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    pair, salt, nonce = new_pair(), secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    verifier, key = _derive(secret, salt, pepper)
    wrapped = nonce + ChaCha20Poly1305(key).encrypt(nonce, pair.private, tag.encode())
    return Lock(salt, verifier, pair.public, wrapped), pair


def unlock(tag: str, secret: str, found: Lock | None, pepper: bytes) -> bytes | None:
    """Return the thread's private key, or None when the receipt does not open the lock. Slow, also without a lock.

    Raises SealBrokenError when the lock was tampered with.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    verifier, key = _derive(secret, found.salt if found else secrets.token_bytes(_SALT_BYTES), pepper)
    if not hmac.compare_digest(verifier, found.verifier if found else secrets.token_bytes(_HALF)) or found is None:
        return None
    nonce, wrapped = found.wrapped_key[:_NONCE_BYTES], found.wrapped_key[_NONCE_BYTES:]
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, wrapped, tag.encode())
    except InvalidTag:
        raise SealBrokenError from None


def seal(public_key: bytes, text: str) -> bytes:
    """Return the text, padded, so that only the private key of `public_key` reads it."""
    from nacl.public import PublicKey, SealedBox

    return bytes(SealedBox(PublicKey(public_key)).encrypt(_padded(text.encode())))


def unseal(private_key: bytes, sealed: bytes) -> str:
    """Return the text that was sealed to this key. Raises SealBrokenError."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        padded = bytes(SealedBox(PrivateKey(private_key)).decrypt(sealed))
    except CryptoError:
        raise SealBrokenError from None
    return padded.rstrip(b"\0")[:-1].decode()


def _padded(text: bytes) -> bytes:
    # One 0x80, then zeros: a text may end as it likes.
    return text + b"\x80" + b"\0" * (-(len(text) + 1) % _BLOCK)


def _derive(secret: str, salt: bytes, pepper: bytes) -> tuple[bytes, bytes]:
    """Return verifier and wrapping key."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derived = Argon2id(
        salt=salt, length=2 * _HALF, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB, secret=pepper
    ).derive(secret.encode())
    return derived[:_HALF], derived[_HALF:]
