"""`faguang import`: what it shows, what it asks, what it writes."""

from __future__ import annotations

import csv

import pytest
from aiohttp import web

from bot.importer import NotImportedError, import_roster
from bot.ops import listening
from bot.settings import Address, Settings, SettingsError
from storage.db import open_database

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
ROSTER = """姓名,工号,部门,职务
王敏,1001,党政办/综合科,科长
张[b]强,1002,党政办,
,1003,党政办,
李娜,1002,经发局,
"""


@pytest.fixture
def roster(tmp_path):
    """Write a file and import it; gives what was asked. People say yes unless told otherwise."""

    async def run(text, url, *, answer=True, links=None, **settings):
        file = tmp_path / "people.csv"
        file.write_text(text)
        asked = []

        def agree(question):
            asked.append(question)
            return answer

        await import_roster(Settings(database=url, **settings), file, links=links, agree=agree)
        return asked

    return run


async def people(url):
    db = await open_database(url)
    try:
        return await db.read(lambda tx: tx.all("SELECT name, staff_number, post FROM people ORDER BY staff_number"))
    finally:
        await db.close()


async def test_it_shows_asks_and_writes(roster, sqlite_url, capsys):
    asked = await roster(ROSTER, sqlite_url)
    assert asked == ["Import 2 new and 0 changed people, leaving out 2 wrong rows?"]
    assert await people(sqlite_url) == [("王敏", "1001", "科长"), ("张[b]强", "1002", "")]
    assert capsys.readouterr().out.splitlines()[:7] == [
        "2 new, 0 changed, 0 unchanged, 2 wrong",
        "+ 王敏 (1001)",
        "+ 张[b]强 (1002)",
        "+ department 党政办",
        "+ department 党政办/综合科",
        "✘ row 4: name: is empty",
        "✘ row 5: the staff number stands in row 3 already",
    ]


async def test_a_change_is_shown_field_by_field_and_the_rest_is_left_alone(roster, sqlite_url, capsys):
    await roster(ROSTER, sqlite_url)
    capsys.readouterr()
    asked = await roster("姓名,工号,职务\n王敏,1001,主任\n张[b]强,1002,\n", sqlite_url)
    assert asked == ["Import 0 new and 1 changed people?"]
    assert capsys.readouterr().out.splitlines()[:2] == [
        "0 new, 1 changed, 1 unchanged, 0 wrong",
        "~ 王敏 (1001): post: 科长 → 主任",
    ]
    assert await people(sqlite_url) == [("王敏", "1001", "主任"), ("张[b]强", "1002", "")]


async def test_nothing_is_written_without_consent(roster, sqlite_url):
    with pytest.raises(NotImportedError, match=r"^Nothing was imported\.$"):
        await roster(ROSTER, sqlite_url, answer=False)
    assert await people(sqlite_url) == []


async def test_the_same_file_again_asks_nothing(roster, sqlite_url, capsys):
    await roster(ROSTER, sqlite_url)
    capsys.readouterr()
    assert await roster(ROSTER, sqlite_url) == []
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing to import."


async def test_many_are_not_all_listed_but_the_wrong_ones_are(roster, sqlite_url, capsys):
    rows = [f"人{n},{n}" for n in range(30)] + [f",{n}" for n in range(30, 60)]
    await roster("姓名,工号\n" + "\n".join(rows), sqlite_url)
    lines = capsys.readouterr().out.splitlines()
    assert "".join(line[0] for line in lines[1:52]) == "+" * 20 + " " + "✘" * 30
    assert lines[21] == "  … and 10 more"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone.csv", "No such file or directory"),
        ("people.pdf", "The file must be an .xlsx workbook or a .csv table."),
    ],
)
async def test_a_file_that_cannot_be_used_is_named(name, why, sqlite_url, tmp_path):
    file = tmp_path / name
    if name == "people.pdf":
        file.touch()
    with pytest.raises(NotImportedError) as caught:
        await import_roster(Settings(database=sqlite_url), file, links=None, agree=bool)
    assert str(caught.value) == f"{file}: {why}"


async def test_joining_links_lead_to_the_bot(roster, sqlite_url, tmp_path):
    async def get_me(request):
        assert request.path == f"/bot{TOKEN}/getMe"
        return web.json_response({"ok": True, "result": {"id": 1, "is_bot": True, "username": "desk_bot"}})

    app = web.Application()
    app.router.add_post("/{path:.*}", get_me)
    links = tmp_path / "links.csv"
    async with listening(app, Address("127.0.0.1", 0)) as (host, port):
        await roster(ROSTER, sqlite_url, links=links, token=TOKEN, api_base=f"http://{host}:{port}")
    with links.open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    assert [(name, number, link.partition("?start=j_")[0]) for name, _, number, link, _ in rows] == [
        ("王敏", "1001", "https://t.me/desk_bot"),
        ("张[b]强", "1002", "https://t.me/desk_bot"),
    ]


async def test_links_need_a_token(roster, sqlite_url, tmp_path):
    with pytest.raises(SettingsError, match=r"^FAGUANG_TOKEN is not set; "):
        await roster(ROSTER, sqlite_url, links=tmp_path / "links.csv")
    assert await people(sqlite_url) == []


async def test_links_need_telegram(roster, sqlite_url, tmp_path):
    why = r"^Telegram does not say the bot's name \(.*refused\); `faguang doctor` looks closer$"
    with pytest.raises(NotImportedError, match=why):
        await roster(ROSTER, sqlite_url, links=tmp_path / "links.csv", token=TOKEN, api_base="http://127.0.0.1:9")
    assert await people(sqlite_url) == []
