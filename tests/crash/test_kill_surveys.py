"""Kill -9 between any two commits of taking part: everybody is counted once, and noted when they are."""

import os
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.domain.surveys import Question, QuestionKind, SurveyPlan
from bot.services.outbox import Outbox
from bot.services.surveys import Surveys
from storage.db import open_database
from storage.feedback.place import open_feedback
from tests.crash.lives import Life
from tests.databases import copy_apart

PEOPLE = range(1, 13)
QUESTIONS = (Question(QuestionKind.ONE, "食堂怎么样", ("好", "一般", "差")), Question(QuestionKind.TEXT, "还有呢"))
COMMITS = (1, 2, 3, 4, 1, 5, 6, 7, 2, 1)


def populate(tx):
    for person in PEOPLE:
        tx.run("INSERT INTO people (id, name, created_at) VALUES (:p, 'n', 0)", p=person)
    tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (1, 'owner', 0)")


async def dies(url, commits, log):
    return await Life(("tests.crash.ballots", url), os.environ | {"COMMITS": str(commits)}, log).ended()


async def test_everybody_is_counted_once_however_often_it_dies(sqlite_url, migrated_sqlite, tmp_path):
    copy_apart(migrated_sqlite, sqlite_url)
    db, apart, clock = await open_database(sqlite_url), await open_feedback(sqlite_url), SystemClock()
    desk = Surveys(db, apart, clock, ZoneInfo("Asia/Shanghai"), Outbox(db, clock))
    await db.write(populate)
    now = clock.now()
    await desk.open(1, SurveyPlan("食堂", QUESTIONS, ["all"], now, now + timedelta(hours=1)))
    for number, commits in enumerate(COMMITS):
        assert await dies(sqlite_url, commits, tmp_path / "log") == -9
        if number % 2:  # what a bot does within a minute of its start
            await desk.tidy()
    assert await dies(sqlite_url, 0, tmp_path / "log") == 0
    assert await db.read(lambda tx: tx.all("SELECT DISTINCT state, token FROM survey_roll")) == [("done", None)]
    assert await apart.read(lambda tx: tx.all("SELECT token FROM survey_marks")) == []
    await desk.close(1, 1)
    _survey, found = await desk.results(1, 1)
    counts = Counter(person % 3 for person in PEOPLE)
    assert (found.of(0), sorted(found.words[1])) == (
        tuple(counts[choice] for choice in range(3)),
        sorted(f"w{person}" for person in PEOPLE),
    )
    await db.close()
    await apart.close()
