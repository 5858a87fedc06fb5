"""Every column that holds a person's id: what an export shows of it, and what forgetting the person does to it.

A new column that points to people has to be entered here; a test reads the schema and fails when one is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
