"""How long each kind of data is kept. The notice and the daily sweep both read this."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """A kind of data that ends."""

    DRAFT = "draft"
    INVITATION = "invitation"
    MESSAGE = "message"
    SIGN_UP = "sign_up"
    CHECK_IN = "check_in"
    GUEST = "guest"
    CALENDAR_FILE = "calendar_file"
    WISH_SUPPORT = "wish_support"
    WISH = "wish"
    POST = "post"
    CAMPAIGN_POST = "campaign_post"
    LEDGER = "ledger"
    SPEAKER = "speaker"
    TURN = "turn"
    VOLUNTEER = "volunteer"
    RATED = "rated"
    RATING = "rating"
    RATING_WORDS = "rating_words"
    MATERIAL = "material"
    OBJECTION = "objection"
    GROUP_ACKNOWLEDGEMENT = "group_acknowledgement"
    SURVEY_ROLL = "survey_roll"
    SURVEY = "survey"
    PUBLICATION = "publication"
    DELIVERY = "delivery"
    NOTICE_WATCH = "notice_watch"
    NOTICE_MIRROR = "notice_mirror"
    NOTICE = "notice"
    TASK_FORCE_MEMBER = "task_force_member"
    TASK_FORCE = "task_force"
    ROLE = "role"
    SUGGESTION_FILE = "suggestion_file"
    SUGGESTION_STEP = "suggestion_step"
    SUGGESTION_SECOND = "suggestion_second"
    SUGGESTION_COMMENT = "suggestion_comment"
    SCORE = "score"
    EVALUATION = "evaluation"
    SUGGESTION = "suggestion"
    AUDIT = "audit"
    WITHDRAWN = "withdrawn"


KEPT = {
    Kind.DRAFT: timedelta(0),  # after its own expiry
    Kind.INVITATION: timedelta(0),  # after its own expiry
    Kind.MESSAGE: timedelta(days=90),  # after it was sent or dropped
    Kind.SIGN_UP: timedelta(days=3 * 365),  # after the event's end, as the following
    Kind.CHECK_IN: timedelta(days=3 * 365),
    Kind.GUEST: timedelta(days=90),
    Kind.CALENDAR_FILE: timedelta(days=1),  # after the event's end
    Kind.WISH_SUPPORT: timedelta(days=2 * 365),  # after the wish was made
    Kind.WISH: timedelta(days=2 * 365),  # after it was made
    Kind.POST: timedelta(days=90),  # after the event's end
    Kind.CAMPAIGN_POST: timedelta(days=90),  # after it was posted, once it is not kept true any more
    Kind.LEDGER: timedelta(days=5 * 365),  # after the line was written
    Kind.SPEAKER: timedelta(days=3 * 365),  # after the event's end, as the following
    Kind.TURN: timedelta(days=3 * 365),
    Kind.VOLUNTEER: timedelta(days=365),  # after somebody offered to speak and nobody answered
    Kind.RATED: timedelta(days=30),  # who rated is known as long as it keeps people from doing it twice
    Kind.RATING: timedelta(days=3 * 365),
    Kind.RATING_WORDS: timedelta(days=3 * 365),
    Kind.MATERIAL: timedelta(days=3 * 365),
    Kind.OBJECTION: timedelta(days=3 * 365),
    Kind.GROUP_ACKNOWLEDGEMENT: timedelta(days=365),  # after the notice ended; before DELIVERY, as that before NOTICE
    Kind.SURVEY_ROLL: timedelta(days=7),  # after the survey was closed: who took part
    Kind.SURVEY: timedelta(days=2 * 365),  # after it was closed: the questions, and what was counted
    Kind.PUBLICATION: timedelta(days=3 * 365),
    Kind.DELIVERY: timedelta(days=365),  # after the notice ended; before NOTICE, whose rows they point to
    Kind.NOTICE_WATCH: timedelta(days=7),  # after the notice ended
    Kind.NOTICE_MIRROR: timedelta(days=3 * 365),
    Kind.NOTICE: timedelta(days=3 * 365),  # after it ended
    Kind.TASK_FORCE_MEMBER: timedelta(days=90),  # after the task force ended
    Kind.TASK_FORCE: timedelta(days=90),
    Kind.ROLE: timedelta(days=3 * 365),  # after it ended
    **dict.fromkeys(
        # After it was closed; the suggestion last, whose rows the others point to.
        (
            *(Kind.SUGGESTION_FILE, Kind.SUGGESTION_STEP, Kind.SUGGESTION_SECOND, Kind.SUGGESTION_COMMENT, Kind.SCORE),
            *(Kind.EVALUATION, Kind.SUGGESTION),
        ),
        timedelta(days=3 * 365),
    ),
    Kind.AUDIT: timedelta(days=3 * 365),
    Kind.WITHDRAWN: timedelta(days=30),  # somebody who withdrew consent and did not come back is forgotten
}
