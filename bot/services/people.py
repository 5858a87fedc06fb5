"""Who people are to the bot: consent, name and department, languages, and joining by a personal link."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.people import (
    NOTICE_VERSION,
    AlreadyJoined,
    Department,
    InvitationGone,
    NoAuthority,
    NotGroupAdmin,
    Person,
    PersonUnknown,
    Role,
    check_name,
)
from bot.ids import fingerprint, link_token
from bot.services.fresh import Fresh
from bot.services.guesses import Guesses
from bot.texts import LANGUAGES
from storage import audit, departments, drafts, roles
from storage import people as rows
from storage.db import Database, Tx

__all__ = ["INVITATION_LIFETIME", "NOTICE_VERSION", "People"]

INVITATION_LIFETIME = timedelta(days=7)


class People:
    """People, as every feature meets them.

    `owners` are the Telegram ids of the OWNERS setting; `is_admin(chat_id, telegram_id)` asks Telegram whether somebody
    administers a group.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        owners: frozenset[int],
        is_admin: Callable[[int, int], Awaitable[bool]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db, self._clock, self._owners, self._is_admin = db, clock, owners, is_admin
        self._people: Fresh[int, Person | None] = Fresh(lambda key: db.read(rows.by_telegram, key), monotonic)
        self._groups: Fresh[int, str | None] = Fresh(lambda key: db.read(rows.group_language, key), monotonic)
        self._guesses = Guesses()

    async def known(self, telegram_id: int) -> Person | None:
        """Return the person behind a Telegram account, at most 30 s old; None for strangers."""
        return await self._people.get(telegram_id)

    def forget_cached(self, telegram_id: int | None = None) -> None:
        """Read that person (None: everybody) anew next time: somebody wrote to their rows."""
        if telegram_id is None:
            self._people.clear()
        else:
            self._people.drop(telegram_id)

    async def seat_owners(self) -> None:
        """Make the owner roles that nobody granted follow the OWNERS setting. For the start."""
        await self._db.write(_seat_owners, self._owners, self._clock.now())
        self.forget_cached()

    async def agree(self, telegram_id: int, version: int, language: str | None = None, name: str = "") -> Person:
        """Note that somebody agreed to `version` of the notice: from now on they are known. Owners get their role.

        `language` and `name` are kept unless they say nothing; a name that is known already stays.
        """

        def agree(tx: Tx, now: datetime) -> Person:
            person_id = rows.agree(tx, telegram_id, version, _language(language), name, now)
            self._seat(tx, telegram_id, now)
            return rows.get(tx, person_id)

        return await self._write(agree, self._clock.now())

    async def join(
        self, token: str, telegram_id: int, version: int | None = None, language: str | None = None
    ) -> Person:
        """Bind an account to the person of the roster whose link this is; with `version`, it agrees to the notice, too.

        Raises TooManyGuesses, AlreadyJoined when the account is bound to somebody, InvitationGone.
        """

        def join(tx: Tx, now: datetime) -> Person:
            own = rows.by_telegram(tx, telegram_id)
            if own is not None and own.staff_number is not None:
                raise AlreadyJoined
            listed_id = rows.redeem(tx, fingerprint(token), now)
            if listed_id is None:
                raise InvitationGone
            person_id = _bind(tx, own, rows.get(tx, listed_id), telegram_id)
            if version is not None:
                rows.agree(tx, telegram_id, version, _language(language), "", now)
                self._seat(tx, telegram_id, now)
            audit.note(tx, now, person_id, "person.join", f"person:{person_id}")
            return rows.get(tx, person_id)

        now = self._clock.now()
        self._guesses.refuse(telegram_id, now)
        try:
            return await self._write(join, now)
        except InvitationGone:
            self._guesses.note(telegram_id, now)
            raise

    async def invite(self, actor_id: int, person_id: int, draft: DraftKey | None = None) -> str:
        """Return the token of a new personal link for somebody on the roster; links made earlier end.

        Raises NoAuthority unless the actor manages that person, PersonUnknown, AlreadyJoined.
        """

        def invite(tx: Tx, now: datetime, token: str) -> str:
            if not roles.manages(tx, actor_id, person_id, now):
                raise NoAuthority(Role.ORGANISER)
            person = rows.get(tx, person_id)
            if person.telegram_id is not None:
                raise AlreadyJoined
            if not person.name:
                raise PersonUnknown
            if draft is not None:
                drafts.consume(tx, draft)
            rows.invite(tx, fingerprint(token), person_id, now + INVITATION_LIFETIME)
            audit.note(tx, now, actor_id, "person.invite", f"person:{person_id}")
            return token

        return await self._db.write(invite, self._clock.now(), link_token())

    async def introduce(
        self, person_id: int, name: str, department_id: int | None, draft: DraftKey | None = None
    ) -> Person:
        """Set a person's own name and department (None: not listed). Raises NameUnfit, DepartmentUnknown, DraftGone."""

        def describe(tx: Tx) -> Person:
            if draft is not None:
                drafts.consume(tx, draft)
            if department_id is not None:
                departments.get(tx, department_id)
            rows.describe(tx, person_id, check_name(name), department_id)
            return rows.get(tx, person_id)

        return await self._write(describe)

    async def set_language(self, person_id: int, language: str) -> Person:
        """Set the language a person reads, a key of LANGUAGES (else ValueError)."""

        def choose(tx: Tx) -> Person:
            rows.set_language(tx, person_id, language)
            return rows.get(tx, person_id)

        _language(language)
        return await self._write(choose)

    async def group_language(self, chat_id: int) -> str | None:
        """Return the language a group chose, at most 30 s old; None when it chose none."""
        return await self._groups.get(chat_id)

    async def set_group_language(self, actor: Person, chat_id: int, language: str) -> None:
        """Set a group's language, a key of LANGUAGES (else ValueError). Raises NotGroupAdmin, asking Telegram."""

        def choose(tx: Tx, now: datetime) -> None:
            rows.set_group_language(tx, chat_id, language)
            audit.note(tx, now, actor.id or None, "group.language", f"group:{chat_id}", language)

        _language(language)
        if actor.telegram_id is None or not await self._is_admin(chat_id, actor.telegram_id):
            raise NotGroupAdmin
        await self._db.write(choose, self._clock.now())
        self._groups.drop(chat_id)

    async def set_shown(self, person_id: int, shown: bool) -> Person:
        """Let cards in groups say a person's name, or not."""

        def choose(tx: Tx) -> Person:
            rows.set_shown(tx, person_id, shown)
            return rows.get(tx, person_id)

        return await self._write(choose)

    def forget_group(self, chat_id: int) -> None:
        """Read what a group chose anew next time: somebody wrote to its row."""
        self._groups.drop(chat_id)

    async def set_reachable(self, telegram_id: int, reachable: bool) -> None:
        """Note whether the bot can write to an account. Nothing is noted of strangers."""
        await self._db.write(rows.set_reachable, telegram_id, reachable)

    async def department(self, department_id: int) -> Department:
        """Return a department; raises DepartmentUnknown."""
        return await self._db.read(departments.get, department_id)

    async def departments(self, parent_id: int | None) -> tuple[Department, ...]:
        """Return what lies directly below a department; below None the top of the tree."""
        return await self._db.read(departments.children, parent_id)

    async def ensure_department(self, path: str) -> int:
        """Return the id of the department at `path` (names joined by "/"), making what is missing. For the operator."""
        return await self._db.write(departments.ensure, tuple(path.split("/")))

    async def find_departments(self, text: str, limit: int) -> tuple[Department, ...]:
        """Return up to `limit` departments that have all words of `text` in their path."""
        return await self._db.read(departments.search, text, limit)

    async def _write(self, fn: Callable[..., Person], *args: object) -> Person:
        person = await self._db.write(fn, *args)
        self.forget_cached(person.telegram_id)
        return person

    def _seat(self, tx: Tx, telegram_id: int, now: datetime) -> None:
        if telegram_id in self._owners:
            _seat_owners(tx, self._owners, now)


def _language(language: str | None) -> str | None:
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language of ours")
    return language


def _seat_owners(tx: Tx, owners: frozenset[int], now: datetime) -> None:
    got, lost = roles.follow_setting(tx, owners, now)
    for action, people in (("role.grant", got), ("role.revoke", lost)):
        for person_id in people:
            audit.note(tx, now, None, action, f"person:{person_id}", "owner, by the OWNERS setting")


def _bind(tx: Tx, own: Person | None, listed: Person, telegram_id: int) -> int:
    if own is not None:
        rows.merge(tx, own.id, listed)
        return own.id
    rows.bind(tx, listed.id, telegram_id)
    return listed.id
