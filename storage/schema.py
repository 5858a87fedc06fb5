"""Every table, for SQLite and PostgreSQL alike. Alembic compares it with the migrations; the bot never imports it.

Instants are UTC microseconds since 1970. Ids are 64-bit. `state` and `role` columns hold the values of the enums of the
same name in bot.domain.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column declared INTEGER PRIMARY KEY.
Id = BigInteger().with_variant(Integer, "sqlite")

departments = Table(
    "departments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("parent_id", ForeignKey("departments.id")),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False, unique=True),  # names from the root, joined by "/"
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("telegram_id", BigInteger, unique=True),  # empty until a person of the roster joins, and after /forget
    Column("name", Text, nullable=False, server_default=""),
    Column("department_id", ForeignKey("departments.id")),
    Column("post", Text, nullable=False, server_default=""),
    Column("staff_number", Text, unique=True),
    Column("language", Text),
    Column("leads", Text),  # reminder leads this person chose; empty column: the usual ones
    Column("shown", Integer, nullable=False, server_default="0"),  # lets cards in groups say the name
    Column("muted", Integer, nullable=False, server_default="0"),  # hears only important notices
    Column("quiet_from", Integer),  # minutes after midnight in the workplace's zone; empty: never quiet
    Column("quiet_to", Integer),
    Column("consent", Integer, nullable=False, server_default="0"),  # version of the notice agreed to
    Column("consent_at", BigInteger),
    Column("reachable", Integer, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
)
Index("ix_people_department_id", people.c.department_id)

roles = Table(
    "roles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("department_id", ForeignKey("departments.id")),  # empty: all departments
    Column("granted_by", ForeignKey("people.id")),
    Column("granted_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
)
Index("ix_roles_person_id", roles.c.person_id)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", Text, primary_key=True),  # the link itself is known only to whom it was given
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's chat id
    Column("language", Text),
    Column("title", Text, nullable=False, server_default=""),
    Column("bound_by", ForeignKey("people.id")),  # empty: the group is not bound, the rest says nothing
    Column("bound_at", BigInteger),
    Column("topic_id", BigInteger),  # the forum topic that hears the news; empty: the group itself
    Column("everything", Integer, nullable=False, server_default="1"),  # hears of all series, else of group_series
    Column("digest", Integer, nullable=False, server_default="1"),  # the workday morning's digest
    Column("reminders", Integer, nullable=False, server_default="1"),  # what is on tomorrow, the evening before
    Column("quiet_from", Integer),  # minutes after midnight in the workplace's zone; empty: never quiet
    Column("quiet_to", Integer),
)

group_series = Table(
    "group_series",
    metadata,
    Column("group_id", ForeignKey("groups.id"), primary_key=True),
    Column("series_id", ForeignKey("series.id"), primary_key=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", ForeignKey("people.id")),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),  # "person:7", "event:12"
    Column("details", Text, nullable=False, server_default=""),
    Column("undo", Text),  # JSON of what takes it back; empty: it cannot be taken back
    Column("undone_at", BigInteger),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_actor_id", audit.c.actor_id)
Index("ix_audit_subject", audit.c.subject)

drafts = Table(
    "drafts",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("form", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("answers", Text, nullable=False),  # JSON
    Column("seen", BigInteger, nullable=False, server_default="0"),  # last message taken as an answer
    Column("expires_at", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id")),  # to a person, or
    Column("group_id", BigInteger),  # to a group
    Column("kind", Text, nullable=False),
    Column("subject", BigInteger, nullable=False),  # what it is about: the event's id
    Column("data", Text, nullable=False),  # JSON: arguments of the text
    Column("key", Text, nullable=False, unique=True),  # one promise, however often its cause is replayed
    Column("due_at", BigInteger, nullable=False),
    Column("useful_until", BigInteger),
    Column("urgency", Integer, nullable=False, server_default="1"),  # see bot.domain.urgency
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("changed_at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
)
_WAITING, _SENDING = text("state = 'waiting'"), text("state = 'sending'")
Index("ix_outbox_due", outbox.c.urgency, outbox.c.due_at, sqlite_where=_WAITING, postgresql_where=_WAITING)
Index("ix_outbox_sending", outbox.c.id, sqlite_where=_SENDING, postgresql_where=_SENDING)
Index("ix_outbox_subject", outbox.c.subject, outbox.c.kind, outbox.c.person_id)
Index("ix_outbox_person_id", outbox.c.person_id)
_OF_GROUP = text("group_id IS NOT NULL")
Index("ix_outbox_group_id", outbox.c.group_id, sqlite_where=_OF_GROUP, postgresql_where=_OF_GROUP)

series = Table(
    "series",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("pillar", Text, nullable=False),
    Column("field", Text, nullable=False, server_default=""),
    Column("defaults", Text, nullable=False, server_default=""),  # JSON: what its next event begins with
)

repetitions = Table(
    "repetitions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("rule", Text, nullable=False),  # JSON of a domain Repetition
    Column("created_at", BigInteger, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("series_id", ForeignKey("series.id")),
    Column("title", Text, nullable=False),
    Column("speaker", Text, nullable=False, server_default=""),
    Column("pillar", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),
    Column("capacity", Integer),  # empty: unlimited
    Column("opens_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    Column("hours", Float, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("organiser_id", ForeignKey("people.id"), nullable=False),
    Column("field", Text, nullable=False, server_default=""),  # of knowledge, to browse by
    Column("rules", Text, nullable=False, server_default=""),  # JSON of domain Rules; empty: the usual ones
    Column("repetition_id", ForeignKey("repetitions.id")),
    Column("words", Text, nullable=False, server_default=""),  # title and the rest, folded, to be searched; see domain
    # Counters, so that a card costs the same at 5 and at 5,000 sign-ups (a COUNT over 10,000 rows is 1.2 ms).
    Column("seated", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("offered", Integer, nullable=False, server_default="0"),
    Column("asking", Integer, nullable=False, server_default="0"),
    Column("last_turn", BigInteger, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="1"),  # grows with each edit
    Column("created_at", BigInteger, nullable=False),
)
Index("ix_events_starts_at", events.c.starts_at)
Index("ix_events_ends_at", events.c.ends_at)
Index("ix_events_series_id", events.c.series_id)
Index("ix_events_repetition_id", events.c.repetition_id)

event_departments = Table(
    "event_departments",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("department_id", ForeignKey("departments.id"), primary_key=True),
)

event_posts = Table(
    "event_posts",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("post", Text, primary_key=True),  # of rules.posts, to ask for in SQL
)

sign_ups = Table(
    "sign_ups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("turn", BigInteger, nullable=False),  # order of arrival within the event; a new one after leaving
    Column("signed_up_at", BigInteger, nullable=False),
    Column("reason", Text),  # why excused, or why not approved
    Column("answers", Text),  # JSON: answers to the event's questions by their key
    Column("left_at", BigInteger),  # when the person last gave a seat up, by leaving or excused
    Column("offer_until", BigInteger),  # until when the offered seat is held
    Column("pool_id", ForeignKey("departments.id")),  # whose reserved seat it is; empty: one for everybody
    UniqueConstraint("event_id", "person_id"),
)
Index("ix_sign_ups_person_id", sign_ups.c.person_id)
# Not by state: SQLite would plan every query that names a state by :state anew whenever it runs, to see which it is.
_OFFERED = text("offer_until IS NOT NULL")
Index("ix_sign_ups_offer_until", sign_ups.c.offer_until, sqlite_where=_OFFERED, postgresql_where=_OFFERED)
Index("ix_sign_ups_turn", sign_ups.c.event_id, sign_ups.c.state, sign_ups.c.turn)

event_guests = Table(
    "event_guests",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
)
Index("ix_event_guests_person_id", event_guests.c.person_id)

check_ins = Table(
    "check_ins",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("way", Text, nullable=False),
    Column("by_id", ForeignKey("people.id")),  # the organiser who ticked the person off; empty: they did it themselves
    UniqueConstraint("event_id", "person_id"),
)
Index("ix_check_ins_person_id", check_ins.c.person_id)
Index("ix_check_ins_by_id", check_ins.c.by_id)

# Strikes themselves are derived from sign-ups and check-ins; only what people say against one is kept.
strike_objections = Table(
    "strike_objections",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", ForeignKey("people.id")),
    Column("decided_at", BigInteger),
)
Index("ix_strike_objections_person_id", strike_objections.c.person_id)
Index("ix_strike_objections_decided_by", strike_objections.c.decided_by)

check_in_desks = Table(
    "check_in_desks",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("secret", Text, nullable=False, unique=True),  # the address of the page, and what its codes are made of
    Column("word", Text, nullable=False, server_default=""),  # that the speaker says; empty: none
    Column("opened_at", BigInteger, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("field", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("event_id", ForeignKey("events.id")),  # what came of it
    Column("reason", Text, nullable=False, server_default=""),  # why it was closed
    Column("created_at", BigInteger, nullable=False),
    Column("settled_at", BigInteger),  # when it was planned or closed
)
Index("ix_wishes_person_id", wishes.c.person_id)
Index("ix_wishes_state", wishes.c.state)

wish_supports = Table(
    "wish_supports",
    metadata,
    Column("wish_id", ForeignKey("wishes.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),  # whoever wished is the first
    Column("at", BigInteger, nullable=False),
)
Index("ix_wish_supports_person_id", wish_supports.c.person_id)

calendar_files = Table(
    "calendar_files",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("revision", Integer, nullable=False),  # of the event in the file that the person took last
)
Index("ix_calendar_files_person_id", calendar_files.c.person_id)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("unit", Text, nullable=False),  # what is counted: see domain Unit
    Column("amount", BigInteger, nullable=False),  # hundredths of the unit; less than nothing takes back
    Column("year", Integer, nullable=False),  # it counts for, in the workplace's zone
    Column("event_id", ForeignKey("events.id")),  # for what
    Column("key", Text, nullable=False, unique=True),  # one line, however often its cause is replayed
    Column("at", BigInteger, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)
Index("ix_ledger_person_id", ledger.c.person_id, ledger.c.unit, ledger.c.year)
Index("ix_ledger_event_id", ledger.c.event_id, ledger.c.unit)
Index("ix_ledger_at", ledger.c.at)

hours_rules = Table(
    "hours_rules",
    metadata,
    Column("series_id", ForeignKey("series.id"), primary_key=True),
    Column("rule", Text, nullable=False),  # JSON of a domain HoursRule
)

event_speakers = Table(
    "event_speakers",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
)
Index("ix_event_speakers_person_id", event_speakers.c.person_id)

# Who takes turns to speak in a series.
rotas = Table(
    "rotas",
    metadata,
    Column("series_id", ForeignKey("series.id"), primary_key=True),
    Column("keeper_id", ForeignKey("people.id"), nullable=False),  # hears of volunteers
)
Index("ix_rotas_keeper_id", rotas.c.keeper_id)

rota_kinds = Table(
    "rota_kinds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("series_id", ForeignKey("rotas.series_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("place", Integer, nullable=False),  # in the order in which kinds take turns
)
Index("ix_rota_kinds_series_id", rota_kinds.c.series_id)

rota_members = Table(
    "rota_members",
    metadata,
    Column("series_id", ForeignKey("rotas.series_id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("kind_id", ForeignKey("rota_kinds.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("topic", Text, nullable=False, server_default=""),  # what a volunteer would speak about
    Column("joined_at", BigInteger, nullable=False),
    Column("paused_until", BigInteger),  # is not proposed before that
)
Index("ix_rota_members_person_id", rota_members.c.person_id)

rota_turns = Table(
    "rota_turns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind_id", ForeignKey("rota_kinds.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("answer_by", BigInteger, nullable=False),
    Column("starts_at", BigInteger, nullable=False),  # of the event, as the person was told last
    Column("reason", Text),  # why they cannot
    Column("shown", Text),  # what the event's card calls the speaker since they accepted
    Column("titled", Integer, nullable=False, server_default="0"),  # they have said the title
    UniqueConstraint("event_id", "person_id"),
)
_LIVE = text("state IN ('invited', 'accepted')")
Index("uq_rota_turns_live", rota_turns.c.event_id, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)
Index("ix_rota_turns_person_id", rota_turns.c.person_id)

# Who rated an event and what they rated stand apart. Ratings have no time and no number in order of arrival, and SQLite
# keeps them in the order of their random ids.
rated = Table(
    "rated",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("words", Integer, nullable=False, server_default="0"),  # whether they wrote, too
)
Index("ix_rated_person_id", rated.c.person_id)

ratings = Table(
    "ratings",
    metadata,
    Column("id", Text, primary_key=True),  # random
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("stars", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_ratings_event_id", ratings.c.event_id)

rating_words = Table(
    "rating_words",
    metadata,
    Column("id", Text, primary_key=True),  # random, and not that of any stars
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("words", Text, nullable=False),
    Column("shown", Integer, nullable=False, server_default="0"),  # to the organisers
    sqlite_with_rowid=False,
)
Index("ix_rating_words_event_id", rating_words.c.event_id)

rating_results = Table(
    "rating_results",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("stars", Text, nullable=False),  # JSON: how many gave one star, two, … when it was last counted
)

materials = Table(
    "materials",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("target", Text, nullable=False),  # the link, or Telegram's id of the file
    Column("added_by", ForeignKey("people.id"), nullable=False),
    Column("added_at", BigInteger, nullable=False),
)
Index("ix_materials_event_id", materials.c.event_id)
Index("ix_materials_added_by", materials.c.added_by)

posts = Table(
    "posts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger),
    Column("message_id", BigInteger, nullable=False),
    Column("posted_by", ForeignKey("people.id")),  # empty: by the bot itself, for a bound group
    Column("posted_at", BigInteger, nullable=False),
    Column("shown", Text, nullable=False),  # what of the event the card says: see bot.domain.posts
    Column("gone", Integer, nullable=False, server_default="0"),  # deleted, out of reach, or over and saying so
)
_KEPT = text("gone = 0")
Index("ix_posts_chat_id", posts.c.chat_id, sqlite_where=_KEPT, postgresql_where=_KEPT)
Index("ix_posts_event_id", posts.c.event_id)
Index("ix_posts_posted_by", posts.c.posted_by)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),  # JSON: parts by language, see bot.domain.notice_parts
    Column("importance", Text, nullable=False),
    Column("ask_ack", Integer, nullable=False),
    Column("buttons", Text, nullable=False),  # JSON
    Column("audience", Text, nullable=False),  # JSON of an expression, see bot.domain.audience_terms
    Column("audience_words", Text, nullable=False, server_default=""),  # what its author read when choosing it
    Column("state", Text, nullable=False),
    Column("send_at", BigInteger, nullable=False),
    Column("repetition", Text),  # JSON of a domain Repetition that begins with this one
    Column("first_day", Text),  # on which the repetition began, in ISO form
    Column("frozen", Integer, nullable=False, server_default="0"),  # its deliveries are there
    Column("revision", Integer, nullable=False, server_default="1"),  # grows with each edit
    Column("changing", Integer, nullable=False, server_default="0"),  # what was delivered is to be edited or deleted
    Column("approved_by", ForeignKey("people.id")),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
)
_UNDER_WAY = text("state IN ('scheduled', 'sending')")
Index("ix_notices_under_way", notices.c.send_at, sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY)
Index("ix_notices_author_id", notices.c.author_id)
Index("ix_notices_approved_by", notices.c.approved_by)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), nullable=False),
    Column("person_id", ForeignKey("people.id")),  # to a person, or
    Column("group_id", BigInteger),  # to a group
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("due_at", BigInteger, nullable=False, server_default="0"),  # later for those who want quiet
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("messages", Text, nullable=False, server_default=""),  # numbers of what was sent, the last with the buttons
    Column("revision", Integer, nullable=False, server_default="0"),  # of the notice in what was sent
    Column("sent_at", BigInteger),
    Column("ack_at", BigInteger),
    Column("nudged_at", BigInteger),
    Column("nudges", Integer, nullable=False, server_default="0"),
    Column("acks", Integer, nullable=False, server_default="0"),  # of a group: how many acknowledged there
    Column("acks_shown", Integer, nullable=False, server_default="0"),  # … as its button says
    UniqueConstraint("notice_id", "person_id"),
)
Index(
    "ix_deliveries_due", deliveries.c.notice_id, deliveries.c.due_at, sqlite_where=_WAITING, postgresql_where=_WAITING
)
Index("ix_deliveries_sending", deliveries.c.id, sqlite_where=_SENDING, postgresql_where=_SENDING)
Index("ix_deliveries_person_id", deliveries.c.person_id)
_TO_GROUP = text("group_id IS NOT NULL")
Index(
    "uq_deliveries_group_id",
    deliveries.c.notice_id,
    deliveries.c.group_id,
    unique=True,
    sqlite_where=_TO_GROUP,
    postgresql_where=_TO_GROUP,
)

# What people can subscribe to, once an owner changed it; without any row it is what is usual.
topics = Table(
    "topics",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("retired", Integer, nullable=False, server_default="0"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
)
Index("ix_subscriptions_topic", subscriptions.c.topic)

audiences = Table(
    "audiences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),  # whose it is
    Column("name", Text, nullable=False),
    Column("expression", Text, nullable=False),  # JSON
    UniqueConstraint("person_id", "name"),
)

_BEHIND = text("acks > acks_shown")
Index("ix_deliveries_acks", deliveries.c.id, sqlite_where=_BEHIND, postgresql_where=_BEHIND)

group_acknowledgements = Table(
    "group_acknowledgements",
    metadata,
    Column("delivery_id", ForeignKey("deliveries.id"), primary_key=True),  # to the group
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
Index("ix_group_acknowledgements_person_id", group_acknowledgements.c.person_id)

notice_watches = Table(
    "notice_watches",
    metadata,
    Column("notice_id", ForeignKey("notices.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("message_id", BigInteger, nullable=False),  # in the person's chat: it says how far the notice is
)
Index("ix_notice_watches_person_id", notice_watches.c.person_id)

mirrored = Table(
    "notice_mirrors",
    metadata,
    Column("notice_id", ForeignKey("notices.id"), primary_key=True),
    Column("name", Text, primary_key=True),  # as the settings call it
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
)
_MIRRORED = text("state = 'waiting'")
Index("ix_notice_mirrors_due", mirrored.c.due_at, sqlite_where=_MIRRORED, postgresql_where=_MIRRORED)

notice_templates = Table(
    "notice_templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),  # whose it is
    Column("name", Text, nullable=False),
    Column("plan", Text, nullable=False),  # JSON
    UniqueConstraint("person_id", "name"),
)

task_forces = Table(
    "task_forces",
    metadata,
    Column("id", Id, primary_key=True),
    Column("keeper_id", ForeignKey("people.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)
Index("ix_task_forces_keeper_id", task_forces.c.keeper_id)

task_force_members = Table(
    "task_force_members",
    metadata,
    Column("task_force_id", ForeignKey("task_forces.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
)
Index("ix_task_force_members_person_id", task_force_members.c.person_id)
surveys = Table(
    "surveys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("questions", Text, nullable=False),  # JSON
    Column("audience", Text, nullable=False),  # JSON
    Column("by_department", Integer, nullable=False),
    Column("opens_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),  # its last results were counted
    Column("asked", Integer, nullable=False),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
)

# Who is asked, and whether they took part. No instant: what was answered is counted in the database apart.
survey_roll = Table(
    "survey_roll",
    metadata,
    Column("survey_id", ForeignKey("surveys.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("cell", BigInteger, nullable=False),  # the department under which they are counted, 0: among the others
    Column("state", Text, nullable=False),  # asked, casting, done
    Column("token", Text),  # while casting
)
_CASTING = text("token IS NOT NULL")
Index("ix_survey_roll_token", survey_roll.c.token, sqlite_where=_CASTING, postgresql_where=_CASTING)
Index("ix_survey_roll_person_id", survey_roll.c.person_id)

# Who reads anonymous feedback is no secret; what is said, and by whom, has no place in this database.
desks = Table(
    "desks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("about", Text, nullable=False, server_default=""),
    Column("sensitive", Integer, nullable=False, server_default="0"),  # more than one reader opens a thread
    Column("closed", Integer, nullable=False, server_default="0"),
)

desk_readers = Table(
    "desk_readers",
    metadata,
    Column("desk_id", ForeignKey("desks.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
)
Index("ix_desk_readers_person_id", desk_readers.c.person_id)

desk_openings = Table(
    "desk_openings",
    metadata,
    Column("tag", Text, primary_key=True),  # of a thread
    Column("person_id", ForeignKey("people.id"), primary_key=True),  # who of its desk opened it
)
Index("ix_desk_openings_person_id", desk_openings.c.person_id)

desk_templates = Table(
    "desk_templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("desk_id", ForeignKey("desks.id"), nullable=False),
    Column("text", Text, nullable=False),
)
Index("ix_desk_templates_desk_id", desk_templates.c.desk_id)

publications = Table(
    "publications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("desk_id", ForeignKey("desks.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
)

feedback_news = Table(
    "feedback_news",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),  # who wants to hear which tags have news
    Column("list", Text, primary_key=True),  # weekly
)


# What is asked for (征集), and under which rules. A campaign keeps its counts, so that its card costs the same always.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("theme", Text, nullable=False, server_default=""),
    Column("prizes", Text, nullable=False, server_default=""),
    Column("opens_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger),  # empty: suggestions are always taken
    Column("judged_at", BigInteger),
    Column("rules", Text, nullable=False, server_default=""),  # JSON of domain Rules; empty: the usual ones
    Column("leader_id", ForeignKey("people.id")),
    Column("organiser_id", ForeignKey("people.id"), nullable=False),
    Column("cancelled", Integer, nullable=False, server_default="0"),
    Column("filed", Integer, nullable=False, server_default="0"),
    Column("adopted", Integer, nullable=False, server_default="0"),
    Column("resolved", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("published_at", BigInteger),  # when the results were told and honours credited; empty: not yet
    Column("results", Text, nullable=False, server_default=""),  # JSON: the adopted ones by rank, each with its prize
    Column("created_at", BigInteger, nullable=False),
)
Index("ix_campaigns_opens_at", campaigns.c.opens_at)
Index("ix_campaigns_leader_id", campaigns.c.leader_id)
Index("ix_campaigns_organiser_id", campaigns.c.organiser_id)

campaign_departments = Table(
    "campaign_departments",
    metadata,
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
    Column("department_id", ForeignKey("departments.id"), primary_key=True),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("hidden", Integer, nullable=False, server_default="0"),  # the author's name, from others than organisers
    Column("public", Integer, nullable=False),  # others may see it
    Column("state", Text, nullable=False),
    Column("published", Text, nullable=False),  # what outsiders are told of the state
    Column("office_id", ForeignKey("departments.id")),
    Column("handler_id", ForeignKey("people.id")),
    Column("due_at", BigInteger),  # empty: nobody has to do anything by then
    Column("paused", BigInteger),  # microseconds of working time that are left while the clock stands
    Column("chased", Integer, nullable=False, server_default="0"),
    Column("extension_days", Integer),
    Column("extension_by", ForeignKey("people.id")),
    Column("merged_into", ForeignKey("suggestions.id")),
    Column("root_id", ForeignKey("suggestions.id")),  # what it became part of in the end; empty: it was not merged
    Column("before_merge", Text),  # the state and what was published of it, to go back to
    Column("seconds", Integer, nullable=False, server_default="0"),
    Column("comments", Integer, nullable=False, server_default="0"),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("helped", Integer),
    Column("decision", Text),
    Column("decided_words", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("ask_until", BigInteger),  # until then the author may say whether it helped
)
Index("ix_suggestions_campaign_id", suggestions.c.campaign_id, suggestions.c.id)
Index("ix_suggestions_seconds", suggestions.c.campaign_id, suggestions.c.seconds, suggestions.c.id)
Index("ix_suggestions_author_id", suggestions.c.author_id, suggestions.c.id)
_HANDLED = text("handler_id IS NOT NULL AND due_at IS NOT NULL")
Index(
    "ix_suggestions_handler_id",
    suggestions.c.handler_id,
    suggestions.c.due_at,
    sqlite_where=_HANDLED,
    postgresql_where=_HANDLED,
)
_ASKS = text("extension_by IS NOT NULL")
Index("ix_suggestions_extension_by", suggestions.c.extension_by, sqlite_where=_ASKS, postgresql_where=_ASKS)
_CLOCKED = text("due_at IS NOT NULL")
Index("ix_suggestions_due_at", suggestions.c.due_at, sqlite_where=_CLOCKED, postgresql_where=_CLOCKED)
Index(
    "ix_suggestions_office_id",
    suggestions.c.office_id,
    suggestions.c.due_at,
    sqlite_where=_CLOCKED,
    postgresql_where=_CLOCKED,
)
_JOINED = text("root_id IS NOT NULL")
Index("ix_suggestions_root_id", suggestions.c.root_id, sqlite_where=_JOINED, postgresql_where=_JOINED)
Index("ix_suggestions_merged_into", suggestions.c.merged_into, sqlite_where=_JOINED, postgresql_where=_JOINED)
_FOLLOWED = text("ask_until IS NOT NULL")
Index("ix_suggestions_ask_until", suggestions.c.ask_until, sqlite_where=_FOLLOWED, postgresql_where=_FOLLOWED)

suggestion_files = Table(
    "suggestion_files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("suggestion_id", ForeignKey("suggestions.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("file_id", Text, nullable=False),  # Telegram's
    Column("name", Text, nullable=False, server_default=""),
    Column("size", BigInteger, nullable=False, server_default="0"),
)
Index("ix_suggestion_files_suggestion_id", suggestion_files.c.suggestion_id)

suggestion_steps = Table(
    "suggestion_steps",
    metadata,
    Column("id", Id, primary_key=True),
    Column("suggestion_id", ForeignKey("suggestions.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", ForeignKey("people.id")),  # empty: the clock
    Column("action", Text, nullable=False),  # "file", or a domain Action
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("words", Text, nullable=False, server_default=""),
    Column("public", Integer, nullable=False, server_default="0"),  # outsiders see the words
    Column("data", Text, nullable=False, server_default=""),  # JSON
)
Index("ix_suggestion_steps_suggestion_id", suggestion_steps.c.suggestion_id, suggestion_steps.c.id)
Index("ix_suggestion_steps_actor_id", suggestion_steps.c.actor_id)

# Where each second was given. Merging does not move them: what counts is who seconds any of those that became one.
suggestion_seconds = Table(
    "suggestion_seconds",
    metadata,
    Column("suggestion_id", ForeignKey("suggestions.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
Index("ix_suggestion_seconds_person_id", suggestion_seconds.c.person_id)

suggestion_comments = Table(
    "suggestion_comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("suggestion_id", ForeignKey("suggestions.id"), nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),  # shown, waiting (for an organiser), hidden
    Column("reason", Text, nullable=False, server_default=""),  # why it is hidden
    Column("at", BigInteger, nullable=False),
)
Index("ix_suggestion_comments_suggestion_id", suggestion_comments.c.suggestion_id, suggestion_comments.c.id)
Index("ix_suggestion_comments_author_id", suggestion_comments.c.author_id)

# What suggestions are about (bot.domain.suggestions.likeness). No foreign key: it would need an index as large again.
suggestion_grams = Table(
    "suggestion_grams",
    metadata,
    Column("gram", BigInteger, primary_key=True, autoincrement=False),
    Column("suggestion_id", BigInteger, primary_key=True, autoincrement=False),
    Column("weight", Integer, primary_key=True, autoincrement=False),  # in the key, so that the index alone is read
    sqlite_with_rowid=False,
)

suggestion_gram_counts = Table(
    "suggestion_gram_counts",
    metadata,
    Column("gram", BigInteger, primary_key=True, autoincrement=False),
    Column("suggestions", BigInteger, nullable=False),
)

criteria = Table(
    "criteria",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("weight", Integer, nullable=False),  # hundredths of the whole
)
Index("ix_criteria_campaign_id", criteria.c.campaign_id)

evaluators = Table(
    "evaluators",
    metadata,
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
)
Index("ix_evaluators_person_id", evaluators.c.person_id)

evaluations = Table(
    "evaluations",
    metadata,
    Column("suggestion_id", ForeignKey("suggestions.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("done_at", BigInteger),
)
Index("ix_evaluations_person_id", evaluations.c.person_id)

scores = Table(
    "scores",
    metadata,
    Column("suggestion_id", ForeignKey("suggestions.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("criterion_id", ForeignKey("criteria.id"), primary_key=True),
    Column("points", Integer, nullable=False),
)
Index("ix_scores_person_id", scores.c.person_id)

# Cards of campaigns in groups, kept true like those of events.
campaign_posts = Table(
    "campaign_posts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger),
    Column("message_id", BigInteger, nullable=False),
    Column("posted_by", ForeignKey("people.id")),
    Column("posted_at", BigInteger, nullable=False),
    Column("shown", Text, nullable=False),  # what of the campaign the card says: see bot.domain.suggestions.cards
    Column("gone", Integer, nullable=False, server_default="0"),
)
Index("ix_campaign_posts_chat_id", campaign_posts.c.chat_id, sqlite_where=_KEPT, postgresql_where=_KEPT)
Index("ix_campaign_posts_campaign_id", campaign_posts.c.campaign_id)
Index("ix_campaign_posts_posted_by", campaign_posts.c.posted_by)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),  # "suggestion:2026"
    Column("value", BigInteger, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),  # of what one process does at a time
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)
