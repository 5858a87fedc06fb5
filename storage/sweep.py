"""What has been kept long enough, and goes by itself."""

from __future__ import annotations

from datetime import datetime

from bot.clock import micros
from bot.domain.retention import KEPT, Kind
from storage import likeness
from storage.db import Tx

_ENDED_NOTICES = "SELECT id FROM notices WHERE ended_at < :before"
# Suggestions that are over, with all that became one with them.
_OLD = """SELECT s.id FROM suggestions s WHERE NOT EXISTS (
    SELECT 1 FROM suggestions t WHERE (t.id = COALESCE(s.root_id, s.id) OR t.root_id = COALESCE(s.root_id, s.id))
    AND (t.changed_at >= :before OR t.state NOT IN ('closed', 'declined', 'merged', 'withdrawn')))"""

# What ends by itself; WITHDRAWN needs more than a statement.
SWEEP = {
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
        # What was withdrawn was taken out then.
        f"SELECT id, text FROM suggestions WHERE state <> 'withdrawn' AND id IN ({_OLD})",
        before=micros(now - KEPT[Kind.SUGGESTION]),
    ):
        likeness.remove(tx, id_, text)
    return {kind: tx.run(sql, before=micros(now - KEPT[kind])) for kind, sql in SWEEP.items()}
