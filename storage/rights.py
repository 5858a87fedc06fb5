"""Every column that holds a person's id: what an export shows of it, and what forgetting the person does to it.

A new column that points to people has to be entered here; a test reads the schema and fails when one is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.clock import micros
from bot.domain.retention import KEPT, Kind
from storage import likeness
from storage.db import Tx


class Forget(Enum):
    """What becomes of the rows when the person asks to be forgotten."""

    DELETE = "deleted"
    EMPTY = "emptied"  # the number stays, nothing that leads to the person does
    KEEP = "kept"  # they then point to an empty row


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of `table` whose `column` is a person's id; `shown` columns are exported as `title`."""

    table: str
    column: str
    title: str
    forget: Forget
    shown: tuple[str, ...]
    hidden: tuple[str, ...] = ()  # not exported: says nothing about the person, or is a secret
    why: str = ""  # it is kept
    cleared: tuple[str, ...] = ()  # of what is kept: what the person wrote, which goes
    once: str = ""  # a person has one row at most for each value of this column


_ROLE = ("id", "role", "department_id", "granted_at", "expires_at")

HELD = (
    Held(
        "people",
        "id",
        "person",
        Forget.EMPTY,
        (
            *("id", "telegram_id", "name", "department_id", "post", "staff_number", "language", "leads"),
            *("shown", "muted", "quiet_from", "quiet_to", "consent", "consent_at", "reachable", "created_at"),
        ),
    ),
    Held("roles", "person_id", "roles", Forget.DELETE, _ROLE, hidden=("granted_by",)),
    Held(
        "roles",
        "granted_by",
        "roles_granted_to_others",
        Forget.KEEP,
        _ROLE,
        why="who holds authority must be able to say by whose decision",
    ),
    Held("invitations", "person_id", "joining_links", Forget.DELETE, ("expires_at",), hidden=("token_hash",)),
    Held(
        "audit",
        "actor_id",
        "acts_with_authority",
        Forget.KEEP,
        ("at", "action", "subject", "details"),
        why="what was done with authority must be accountable, without a name",
    ),
    Held(
        "drafts",
        "person_id",
        "unfinished_forms",
        Forget.DELETE,
        ("form", "answers", "expires_at"),
        ("chat_id", "step", "seen"),
        once="chat_id",
    ),
    Held(
        "outbox",
        "person_id",
        "messages",
        Forget.DELETE,
        ("kind", "subject", "data", "due_at", "useful_until", "state", "changed_at"),
        hidden=("id", "group_id", "key", "urgency", "tries", "reason"),
    ),
    Held(
        "groups",
        "bound_by",
        "groups_bound",
        Forget.KEEP,
        ("id", "title", "bound_at"),
        hidden=("language", "topic_id", "everything", "digest", "reminders", "quiet_from", "quiet_to"),
        why="the group goes on hearing the news, without a name",
    ),
    Held(
        "posts",
        "posted_by",
        "cards_posted",
        Forget.KEEP,
        ("event_id", "chat_id", "posted_at"),
        hidden=("id", "topic_id", "message_id", "shown", "gone"),
        why="the card in the group goes on telling the truth, without a name",
    ),
    Held(
        "events",
        "organiser_id",
        "events_published",
        Forget.KEEP,
        ("id", "title", "starts_at", "ends_at", "created_at"),
        why="a published event is the workplace's, others have signed up for it",
    ),
    Held(
        "sign_ups",
        "person_id",
        "sign_ups",
        Forget.KEEP,
        ("event_id", "state", "turn", "signed_up_at", "left_at", "reason", "answers", "offer_until"),
        hidden=("id", "pool_id"),
        why="past events keep their numbers, without a name; coming ones are left first",
        cleared=("reason", "answers"),
        once="event_id",
    ),
    Held("event_guests", "person_id", "guest_lists", Forget.DELETE, ("event_id",), once="event_id"),
    Held(
        "check_ins",
        "person_id",
        "check_ins",
        Forget.KEEP,
        ("event_id", "at", "way"),
        hidden=("id", "by_id"),
        why="past events keep their numbers, without a name",
        once="event_id",
    ),
    Held(
        "check_ins",
        "by_id",
        "check_ins_noted_of_others",
        Forget.KEEP,
        ("event_id", "at", "way"),
        hidden=("id", "person_id"),
        why="who noted that somebody was there must be accountable, without a name",
    ),
    Held(
        "strike_objections",
        "person_id",
        "strike_objections",
        Forget.DELETE,
        ("event_id", "text", "at", "state", "decided_at"),
        hidden=("decided_by",),
        once="event_id",
    ),
    Held(
        "strike_objections",
        "decided_by",
        "strike_objections_decided",
        Forget.KEEP,
        ("event_id", "state", "decided_at"),
        hidden=("person_id", "text", "at"),
        why="who decided must be accountable, without a name",
    ),
    Held(
        "ledger",
        "person_id",
        "ledger",
        Forget.KEEP,
        ("unit", "amount", "year", "event_id", "at", "note"),
        hidden=("id", "key"),
        why="a year's sums stay what they were, without a name",
        once="event_id",
    ),
    Held("event_speakers", "person_id", "events_spoken_at", Forget.DELETE, ("event_id",), once="event_id"),
    Held(
        "rotas",
        "keeper_id",
        "rotas_kept",
        Forget.KEEP,
        ("series_id",),
        why="the list goes on without a name, until another organiser keeps it",
    ),
    Held(
        "rota_members",
        "person_id",
        "rotas_joined",
        Forget.DELETE,
        ("series_id", "kind_id", "state", "topic", "joined_at", "paused_until"),
        once="series_id",
    ),
    Held(
        "rota_turns",
        "person_id",
        "turns_to_speak",
        Forget.DELETE,
        ("event_id", "kind_id", "state", "asked_at", "answer_by", "starts_at", "reason", "shown"),
        hidden=("id", "titled"),
        once="event_id",
    ),
    Held("rated", "person_id", "events_rated", Forget.DELETE, ("event_id", "words"), once="event_id"),
    Held(
        "materials",
        "added_by",
        "materials_added",
        Forget.KEEP,
        ("event_id", "kind", "name", "added_at"),
        hidden=("id", "target"),
        why="others use them, they stay without a name",
    ),
    Held(
        "wishes",
        "person_id",
        "wishes",
        Forget.KEEP,
        ("title", "field", "state", "reason", "created_at", "settled_at"),
        why="others support the wish, it stands without a name",
    ),
    Held("wish_supports", "person_id", "wishes_supported", Forget.DELETE, ("wish_id", "at"), once="wish_id"),
    Held("calendar_files", "person_id", "calendar_files", Forget.DELETE, ("event_id", "revision"), once="event_id"),
    Held(
        "notices",
        "author_id",
        "notices_sent",
        Forget.KEEP,
        ("id", "title", "content", "importance", "audience", "state", "send_at", "created_at"),
        hidden=(
            *("ask_ack", "buttons", "repetition", "first_day", "frozen", "revision", "changing", "approved_by"),
            *("started_at", "ended_at", "audience_words"),
        ),
        why="a notice is the workplace's, and who sent it must be accountable, without a name",
    ),
    Held(
        "notices",
        "approved_by",
        "notices_approved",
        Forget.KEEP,
        ("id", "title", "state", "send_at"),
        hidden=(
            *("author_id", "content", "importance", "audience", "created_at", "ask_ack", "buttons"),
            *("repetition", "first_day", "frozen", "revision", "changing", "started_at", "ended_at", "audience_words"),
        ),
        why="who approved must be accountable, without a name",
    ),
    Held(
        "deliveries",
        "person_id",
        "notices_received",
        Forget.DELETE,
        ("notice_id", "state", "reason", "sent_at", "ack_at", "nudged_at"),
        hidden=("id", "group_id", "due_at", "tries", "messages", "revision", "nudges", "acks", "acks_shown"),
        once="notice_id",
    ),
    Held(
        "group_acknowledgements",
        "person_id",
        "notices_acknowledged_in_groups",
        Forget.DELETE,
        ("delivery_id", "at"),
        once="delivery_id",
    ),
    Held(
        "notice_watches",
        "person_id",
        "notices_watched",
        Forget.DELETE,
        ("notice_id",),
        hidden=("message_id",),
        once="notice_id",
    ),
    Held(
        "notice_templates",
        "person_id",
        "notice_templates",
        Forget.DELETE,
        ("name", "plan"),
        hidden=("id",),
        once="name",
    ),
    Held(
        "task_forces",
        "keeper_id",
        "task_forces_kept",
        Forget.KEEP,
        ("id", "name", "created_at", "ended_at"),
        why="the task force goes on without a name, until another organiser keeps it",
    ),
    Held(
        "task_force_members",
        "person_id",
        "task_forces_joined",
        Forget.DELETE,
        ("task_force_id",),
        once="task_force_id",
    ),
    Held(
        "surveys",
        "author_id",
        "surveys_made",
        Forget.KEEP,
        ("id", "title", "questions", "audience", "opens_at", "closes_at", "created_at"),
        hidden=("by_department", "closed_at", "asked", "reminded"),
        why="others have answered it, it stays without a name",
    ),
    Held(
        "survey_roll",
        "person_id",
        "surveys_asked",
        Forget.DELETE,
        ("survey_id", "state"),
        hidden=("cell", "token"),
        once="survey_id",
    ),
    Held("desk_readers", "person_id", "feedback_desks_read", Forget.DELETE, ("desk_id",), once="desk_id"),
    Held("desk_openings", "person_id", "feedback_opened_at_desks", Forget.DELETE, ("tag",), once="tag"),
    Held("feedback_news", "person_id", "feedback_lists", Forget.DELETE, ("list",), once="list"),
    Held("subscriptions", "person_id", "subscriptions", Forget.DELETE, ("topic",), once="topic"),
    Held(
        "audiences", "person_id", "audiences_saved", Forget.DELETE, ("name", "expression"), hidden=("id",), once="name"
    ),
    Held(
        "campaigns",
        "organiser_id",
        "campaigns_made",
        Forget.KEEP,
        ("id", "title", "opens_at", "closes_at", "created_at"),
        why="a campaign is the workplace's, others have filed suggestions in it",
    ),
    Held(
        "campaigns",
        "leader_id",
        "campaigns_led",
        Forget.KEEP,
        ("id", "title", "opens_at", "closes_at"),
        why="the campaign goes on without a name, until an organiser names somebody else",
    ),
    Held(
        "suggestions",
        "author_id",
        "suggestions",
        Forget.KEEP,
        (
            *("number", "text", "place", "latitude", "longitude", "hidden", "state", "answer", "decision"),
            *("decided_words", "seconds", "helped", "created_at", "changed_at"),
        ),
        why="offices work on it and others second it, it stands without a name",
        cleared=("latitude", "longitude"),
    ),
    Held(
        "suggestions",
        "handler_id",
        "suggestions_handled",
        Forget.KEEP,
        ("number", "state", "due_at"),
        why="who answered must be accountable, without a name",
    ),
    Held(
        "suggestions",
        "extension_by",
        "extensions_asked_for",
        Forget.KEEP,
        ("number", "extension_days"),
        why="it waits for an answer, without a name",
    ),
    Held(
        "suggestion_steps",
        "actor_id",
        "suggestion_steps",
        Forget.KEEP,
        ("suggestion_id", "at", "action", "words"),
        why="what was done to a suggestion must be accountable, without a name",
    ),
    Held(
        "suggestion_seconds",
        "person_id",
        "suggestions_seconded",
        Forget.KEEP,
        ("suggestion_id", "at"),
        why="the count stays what it was, without a name",
        once="suggestion_id",
    ),
    Held(
        "suggestion_comments",
        "author_id",
        "suggestion_comments",
        Forget.KEEP,
        ("suggestion_id", "text", "state", "at"),
        why="others have answered it, it stands without a name",
    ),
    Held(
        "campaign_posts",
        "posted_by",
        "campaign_cards_posted",
        Forget.KEEP,
        ("campaign_id", "chat_id", "posted_at"),
        hidden=("id", "topic_id", "message_id", "shown", "gone"),
        why="the card in the group goes on telling the truth, without a name",
    ),
    Held("evaluators", "person_id", "campaigns_to_evaluate", Forget.DELETE, ("campaign_id",), once="campaign_id"),
    Held(
        "evaluations",
        "person_id",
        "suggestions_to_evaluate",
        Forget.KEEP,
        ("suggestion_id", "done_at"),
        why="a ranking stays what it was, without a name",
        once="suggestion_id",
    ),
    Held(
        "scores",
        "person_id",
        "scores_given",
        Forget.KEEP,
        ("suggestion_id", "criterion_id", "points"),
        why="a ranking stays what it was, without a name",
    ),
)

# What an empty person looks like, in SQL.
EMPTIED = {
    **dict.fromkeys(("telegram_id", "department_id", "staff_number", "language", "leads", "consent_at"), "NULL"),
    **dict.fromkeys(("quiet_from", "quiet_to"), "NULL"),
    **dict.fromkeys(("name", "post"), "''"),
    **dict.fromkeys(("consent", "reachable", "shown", "muted"), "0"),
}

# Ids that mean nothing to a person, and what does.
_NAMES = {
    "department_id": ("department", "(SELECT path FROM departments n WHERE n.id = t.department_id)"),
    "event_id": ("event", "(SELECT title FROM events n WHERE n.id = t.event_id)"),
    "notice_id": ("notice", "(SELECT title FROM notices n WHERE n.id = t.notice_id)"),
    "task_force_id": ("task_force", "(SELECT name FROM task_forces n WHERE n.id = t.task_force_id)"),
    "delivery_id": (
        "notice",
        "(SELECT n.title FROM deliveries x JOIN notices n ON n.id = x.notice_id WHERE x.id = t.delivery_id)",
    ),
    "suggestion_id": ("suggestion", "(SELECT number FROM suggestions n WHERE n.id = t.suggestion_id)"),
    "campaign_id": ("campaign", "(SELECT title FROM campaigns n WHERE n.id = t.campaign_id)"),
    "criterion_id": ("criterion", "(SELECT name FROM criteria n WHERE n.id = t.criterion_id)"),
    "wish_id": ("wish", "(SELECT title FROM wishes n WHERE n.id = t.wish_id)"),
    "series_id": ("series", "(SELECT name FROM series n WHERE n.id = t.series_id)"),
    "survey_id": ("survey", "(SELECT title FROM surveys n WHERE n.id = t.survey_id)"),
    "desk_id": ("desk", "(SELECT name FROM desks n WHERE n.id = t.desk_id)"),
    "kind_id": ("kind", "(SELECT name FROM rota_kinds n WHERE n.id = t.kind_id)"),
}


def export(tx: Tx, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that hold the person's id, by title, values as they are stored."""
    return {held.title: _rows(tx, held, person_id) for held in HELD}


def _rows(tx: Tx, held: Held, person_id: int) -> list[dict[str, Any]]:
    names = [_NAMES[column][0] if column in _NAMES else column for column in held.shown]
    columns = ", ".join(_NAMES[column][1] if column in _NAMES else f"t.{column}" for column in held.shown)
    found = tx.all(f"SELECT {columns} FROM {held.table} t WHERE t.{held.column} = :id ORDER BY 1", id=person_id)
    return [dict(zip(names, row, strict=True)) for row in found]


def forget(tx: Tx, person_id: int) -> None:
    """Delete and empty what HELD says. Signing the person off from what is to come is the caller's."""
    for held in HELD:
        if held.forget is Forget.DELETE:
            tx.run(f"DELETE FROM {held.table} WHERE {held.column} = :id", id=person_id)
        elif held.cleared:
            gone = ", ".join(f"{column} = NULL" for column in held.cleared)
            tx.run(f"UPDATE {held.table} SET {gone} WHERE {held.column} = :id", id=person_id)
    emptied = ", ".join(f"{column} = {value}" for column, value in EMPTIED.items())
    tx.run(f"UPDATE people SET {emptied} WHERE id = :id", id=person_id)


def move(tx: Tx, person_id: int, into: int) -> None:
    """Let all rows of a person be those of another, who is the same human being; what that one has already stays."""
    for held in HELD:
        if held.table == "people":
            continue
        where = f"{held.column} = :id"
        if held.once:
            has = f"SELECT {held.once} FROM {held.table} WHERE {held.column} = :into AND {held.once} IS NOT NULL"
            tx.run(f"DELETE FROM {held.table} WHERE {where} AND {held.once} IN ({has})", id=person_id, into=into)
        tx.run(f"UPDATE {held.table} SET {held.column} = :into WHERE {where}", id=person_id, into=into)


def withdraw(tx: Tx, person_id: int, now: datetime) -> None:
    """Take the person's consent back; `consent_at` is then the moment of that."""
    tx.run("UPDATE people SET consent = 0, consent_at = :now WHERE id = :id", id=person_id, now=micros(now))


def gone_silent(tx: Tx, now: datetime) -> list[int]:
    """Return those who withdrew their consent longer ago than it may be waited for them."""
    rows = tx.all(
        "SELECT id FROM people WHERE telegram_id IS NOT NULL AND consent = 0 AND consent_at < :before ORDER BY id",
        before=micros(now - KEPT[Kind.WITHDRAWN]),
    )
    return [id_ for (id_,) in rows]


_ENDED_NOTICES = "SELECT id FROM notices WHERE ended_at < :before"
# Suggestions that are over, with all that became one with them.
_OLD = """SELECT s.id FROM suggestions s WHERE NOT EXISTS (
    SELECT 1 FROM suggestions t WHERE (t.id = COALESCE(s.root_id, s.id) OR t.root_id = COALESCE(s.root_id, s.id))
    AND (t.changed_at >= :before OR t.state NOT IN ('closed', 'declined', 'merged', 'withdrawn')))"""

# What ends by itself; WITHDRAWN needs more than a statement.
_SWEEP = {
    Kind.DRAFT: "DELETE FROM drafts WHERE expires_at < :before",
    Kind.INVITATION: "DELETE FROM invitations WHERE expires_at < :before",
    Kind.MESSAGE: "DELETE FROM outbox WHERE state NOT IN ('waiting', 'sending') AND changed_at < :before",
    Kind.SIGN_UP: "DELETE FROM sign_ups WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.CHECK_IN: "DELETE FROM check_ins WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.GUEST: "DELETE FROM event_guests WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.CALENDAR_FILE: "DELETE FROM calendar_files WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.WISH_SUPPORT: "DELETE FROM wish_supports WHERE wish_id IN (SELECT id FROM wishes WHERE created_at < :before)",
    Kind.WISH: "DELETE FROM wishes WHERE created_at < :before",
    Kind.CAMPAIGN_POST: "DELETE FROM campaign_posts WHERE gone = 1 AND posted_at < :before",
    Kind.POST: "DELETE FROM posts WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.LEDGER: "DELETE FROM ledger WHERE at < :before",
    Kind.SPEAKER: "DELETE FROM event_speakers WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.TURN: "DELETE FROM rota_turns WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.VOLUNTEER: "DELETE FROM rota_members WHERE state = 'volunteer' AND joined_at < :before",
    Kind.RATED: "DELETE FROM rated WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.RATING: "DELETE FROM ratings WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.RATING_WORDS: "DELETE FROM rating_words WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.MATERIAL: "DELETE FROM materials WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.OBJECTION: "DELETE FROM strike_objections WHERE event_id IN (SELECT id FROM events WHERE ends_at < :before)",
    Kind.SURVEY_ROLL: "DELETE FROM survey_roll WHERE survey_id IN (SELECT id FROM surveys WHERE closed_at < :before)",
    Kind.SURVEY: "DELETE FROM surveys WHERE closed_at < :before",
    Kind.PUBLICATION: "DELETE FROM publications WHERE published_at < :before",
    Kind.ROLE: "DELETE FROM roles WHERE expires_at < :before",
    Kind.GROUP_ACKNOWLEDGEMENT: (
        "DELETE FROM group_acknowledgements "
        f"WHERE delivery_id IN (SELECT id FROM deliveries WHERE notice_id IN ({_ENDED_NOTICES}))"
    ),
    Kind.DELIVERY: f"DELETE FROM deliveries WHERE notice_id IN ({_ENDED_NOTICES})",
    Kind.NOTICE_WATCH: f"DELETE FROM notice_watches WHERE notice_id IN ({_ENDED_NOTICES})",
    Kind.NOTICE_MIRROR: f"DELETE FROM notice_mirrors WHERE notice_id IN ({_ENDED_NOTICES})",
    Kind.NOTICE: "DELETE FROM notices WHERE ended_at < :before",
    Kind.TASK_FORCE_MEMBER: (
        "DELETE FROM task_force_members WHERE task_force_id IN (SELECT id FROM task_forces WHERE ended_at < :before)"
    ),
    Kind.TASK_FORCE: "DELETE FROM task_forces WHERE ended_at < :before",
    Kind.SUGGESTION_FILE: f"DELETE FROM suggestion_files WHERE suggestion_id IN ({_OLD})",
    Kind.SUGGESTION_STEP: f"DELETE FROM suggestion_steps WHERE suggestion_id IN ({_OLD})",
    Kind.SUGGESTION_SECOND: f"DELETE FROM suggestion_seconds WHERE suggestion_id IN ({_OLD})",
    Kind.SUGGESTION_COMMENT: f"DELETE FROM suggestion_comments WHERE suggestion_id IN ({_OLD})",
    Kind.SCORE: f"DELETE FROM scores WHERE suggestion_id IN ({_OLD})",
    Kind.EVALUATION: f"DELETE FROM evaluations WHERE suggestion_id IN ({_OLD})",
    Kind.SUGGESTION: f"DELETE FROM suggestions WHERE id IN ({_OLD})",
    Kind.AUDIT: "DELETE FROM audit WHERE at < :before",
}


def sweep(tx: Tx, now: datetime) -> dict[Kind, int]:
    """Delete what has been kept long enough; return how many rows of each kind."""
    for id_, text in tx.all(
        f"SELECT id, text FROM suggestions WHERE id IN ({_OLD})", before=micros(now - KEPT[Kind.SUGGESTION])
    ):
        likeness.remove(tx, id_, text)
    return {kind: tx.run(sql, before=micros(now - KEPT[kind])) for kind, sql in _SWEEP.items()}
