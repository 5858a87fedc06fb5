"""Nothing that is left of a survey, and nothing that others read, says who answered what."""

import asyncio
import shutil
from pathlib import Path

from storage.feedback.place import beside, open_feedback
from storage.schema import metadata
from tests.databases import copy_apart
from tests.people import open_world
from tests.scenario.doorway import debug_log
from tests.scenario.test_surveys import CANARY, NAMES, answers, asks, looks


async def test_no_file_log_or_message_leads_from_words_to_a_person(sqlite_url):
    with debug_log() as log:
        async with open_world(sqlite_url) as world:
            li = await world.member("李静", role="organiser")
            people = await world.members(*NAMES)
            await asks(world, li)
            for number, one in enumerate(people):
                await answers(one, "好", f"{CANARY}{number}")
            files = {path.name: path.read_bytes() for path in await asyncio.to_thread(folder, sqlite_url)}
            told = "\n".join(text for text in li.heard())
    assert {name for name, content in files.items() if CANARY.encode() in content} == {Path(beside(sqlite_url)).name}
    assert (CANARY in log.getvalue(), CANARY in told, log.getvalue() > "") == (False, False, True)
    apart = files[Path(beside(sqlite_url)).name]
    ids = [one.id for one in people]
    traces = [trace for id_ in ids for trace in (str(id_).encode(), id_.to_bytes(6, "big"), id_.to_bytes(6, "little"))]
    assert [trace for trace in (*traces, *(name.encode() for name in NAMES)) if trace in apart] == []


def folder(url):
    return [path for path in Path(url).parent.iterdir() if path.is_file()]


async def told(url, first, second):
    """All that is left of a survey in which those two answer so: rows, and what everybody else reads."""
    async with open_world(url) as world:
        li = await world.member("李静", role="organiser", department="党群工作部")
        people = await world.members(*NAMES[:10])
        await asks(world, li)
        for one in people[2:]:
            await answers(one, "差", f"{one.phone.name}写的")
        seen = [await looks(li)]
        for one, option in ((people[0], first), (people[1], second)):
            await answers(one, option, f"我说{option}")
            seen.append(await looks(li))
        await li.forges("svx:1:1")
        seen.append(await looks(li))
        await li.forges("svw:1:1:0")
        page = li.text
        await li.taps("下一页 ›")
        seen.append(sorted(line for line in (page + "\n" + li.text).splitlines() if line.startswith("「")))
        rows = await world.app.db.read(
            lambda tx: {table: tx.all(f"SELECT * FROM {table}") for table in metadata.tables if table != "leases"}
        )
        apart = await open_feedback(url)
        kept = await apart.read(
            lambda tx: (
                tx.all("SELECT * FROM survey_boxes"),
                tx.all("SELECT * FROM survey_tallies ORDER BY 1, 2, 3, 4"),
                tx.all("SELECT question, fresh, text FROM survey_texts ORDER BY 3"),
                tx.all("SELECT * FROM survey_marks"),
            )
        )
        await apart.close()
    return seen, rows, kept


async def test_two_worlds_in_which_two_answered_the_other_way_round_are_one(migrated_sqlite, tmp_path):
    worlds = []
    for number, given in enumerate((("好", "一般"), ("一般", "好"), ("好", "好"))):
        url = str(shutil.copyfile(migrated_sqlite, tmp_path / f"{number}.db"))
        copy_apart(migrated_sqlite, url)
        worlds.append(await told(url, *given))
    (seen, rows, kept), other, unlike = worlds
    assert (seen, kept) == (other[0], other[2])
    assert {table: (found, other[1][table]) for table, found in rows.items() if found != other[1][table]} == {}
    assert "好：1（10%）\n一般：1（10%）\n差：8（80%）" in seen[-2]
    assert (seen == unlike[0], kept == unlike[2]) == (False, False)
