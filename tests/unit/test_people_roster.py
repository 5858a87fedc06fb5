"""Roster import: what a file says, what would change, what was written."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import Workbook, load_workbook

from bot.domain.people import NOTICE_VERSION
from bot.services import sheets
from bot.services.roster import LINK_LIFETIME, RosterUnreadableError, read, save_links
from tests.unit.people_office import NOW, Office

HEADER = ("姓名", "部门", "职务", "工号")


@pytest.fixture
async def office(db):
    return Office(db)


def xlsx(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def lines(sheet):
    return [(one.row, one.staff_number, one.name, one.department, one.post) for one in sheet.lines]


def wrong(sheet):
    return [(one.row, one.reason) for one in sheet.wrong]


def test_columns_are_found_by_their_headers_in_any_order(tmp_path):
    chinese = xlsx(
        tmp_path / "a.xlsx",
        ("开发区人员名册",),
        ("序号", "工号", "姓名", "所在部门", "职务"),
        (1, "0012", " 张  强 ", "经发部/综合科", "科员"),
        (),
        (2, 13.0, "李娜", "党群部 > 宣传科", None),
        (3, "0014", "王敏", "", "处长"),
    )
    assert lines(read(chinese)) == [
        (3, "0012", "张 强", ("经发部", "综合科"), "科员"),
        (5, "13", "李娜", ("党群部", "宣传科"), None),
        (6, "0014", "王敏", None, "处长"),
    ]
    english = xlsx(tmp_path / "b.xlsx", ("Name", "Staff No.", "Department"), ("Anna", "A-1", "Sales/East"))
    assert lines(read(english)) == [(2, "A-1", "Anna", ("Sales", "East"), None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_tables_as_text_are_read_too(tmp_path, encoding, delimiter):
    path = tmp_path / "people.csv"
    path.write_bytes(
        "\r\n".join(delimiter.join(row) for row in (HEADER, ("张强", "经发部", "", "0012"))).encode(encoding)
    )
    assert lines(read(path)) == [(2, "0012", "张强", ("经发部",), None)]


def test_wrong_rows_are_listed_with_their_reason_and_the_rest_is_good(tmp_path):
    path = xlsx(
        tmp_path / "people.xlsx",
        HEADER,
        ("张强", "经发部", "科员", "0012"),
        ("", "经发部", "", "0013"),
        ("李娜", "", "", ""),
        ("王敏", "", "", "0012"),
        ("王" * 41, "", "", "0014"),
        ("赵云", "", "职" * 61, "0015"),
        ("孙\u202e权", "", "", "0016"),
        ("…", "", "", "0017"),
        ("周瑜", "部" * 61, "", "0018"),
        ("吴用", "/".join("一二三四五六七八九"), "", "0019"),
        ("#REF!", "", "", "0020"),
        ("郑和", "", "", "9" * 41),
    )
    sheet = read(path)
    assert [one.name for one in sheet.lines] == ["张强"]
    assert wrong(sheet) == [
        (3, "name: is empty"),
        (4, "staff number: is empty"),
        (5, "the staff number stands in row 2 already"),
        (6, "name: longer than 40 characters"),
        (7, "post: longer than 60 characters"),
        (8, "name: has control or invisible characters"),
        (9, "name: has no letters"),
        (10, "department: longer than 60 characters"),
        (11, "department: more than 8 levels"),
        (12, "name: the cell shows an error"),
        (13, "staff number: longer than 40 characters"),
    ]


def test_a_formula_is_no_name_and_is_not_executed(tmp_path):
    """Without a stored result there is nothing to read: the row has no name."""
    sheet = read(xlsx(tmp_path / "people.xlsx", HEADER, ('=HYPERLINK("http://x")', "", "", "0012")))
    assert (lines(sheet), wrong(sheet)) == ([], [(2, "name: is empty")])


def unreadable(path):
    with pytest.raises(RosterUnreadableError) as refused:
        read(path)
    return refused.value.words


def test_files_that_cannot_be_used_say_why(tmp_path, monkeypatch):
    (tmp_path / "people.xls").write_bytes(b"")
    assert unreadable(tmp_path / "people.xls") == "The file must be an .xlsx workbook or a .csv table."
    (tmp_path / "people.xlsx").write_bytes(b"no zip")
    broken = "The file is no readable .xlsx workbook. Save it again in Excel or WPS as .xlsx."
    assert unreadable(tmp_path / "people.xlsx") == broken
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as packed:
        packed.writestr("a.txt", "a zip, but no workbook")
    assert unreadable(tmp_path / "other.xlsx") == broken
    headless = "No header row with at least 姓名 and 工号 (name, staff number) was found."
    assert unreadable(xlsx(tmp_path / "headless.xlsx", ("张强", "0012"))) == headless
    assert unreadable(xlsx(tmp_path / "empty.xlsx")) == headless
    monkeypatch.setattr(sheets, "ROW_LIMIT", 1)
    long = xlsx(tmp_path / "long.xlsx", HEADER, *((f"王{n}", "", "", str(n)) for n in range(2)))
    assert unreadable(long) == "The file has more than 1 rows."
    monkeypatch.setattr(sheets, "FILE_LIMIT", long.stat().st_size - 1)
    assert unreadable(long) == "The file is larger than 0 MB."


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(sheets.UNPACKED_LIMIT // (1 << 20) + 1):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < sheets.FILE_LIMIT
    assert unreadable(path) == "The workbook holds too much. Keep only the sheet with the people."


async def people(office):
    return await office.rows(
        "SELECT p.staff_number, p.name, d.path, p.post FROM people p LEFT JOIN departments d ON d.id = p.department_id "
        "WHERE p.staff_number IS NOT NULL ORDER BY p.staff_number"
    )


async def test_a_preview_says_what_would_change_and_changes_nothing(office, tmp_path):
    first = xlsx(tmp_path / "a.xlsx", HEADER, ("张强", "经发部", "科员", "1"), ("李娜", "党群部", "", "2"))
    await office.roster.apply(read(first))
    before = await office.counts()
    second = xlsx(
        tmp_path / "b.xlsx",
        HEADER,
        ("张强", "经发部/综合科", "处长", "1"),
        ("李娜", "", "", "2"),
        ("王敏", "党群部", "", "3"),
        ("", "", "", "4"),
    )
    preview = await office.roster.compare(read(second))
    assert [line.name for line in preview.new] == ["王敏"]
    assert [(one.line.name, one.fields) for one in preview.changed] == [
        ("张强", (("department", "经发部", "经发部/综合科"), ("post", "科员", "处长")))
    ]
    assert (preview.unchanged, preview.departments) == (1, ("经发部/综合科",))
    assert [one.row for one in preview.wrong] == [5]
    assert await office.counts() == before


async def test_importing_twice_is_importing_once(office, tmp_path):
    sheet = read(xlsx(tmp_path / "a.xlsx", HEADER, ("张强", "经发部/综合科", "科员", "1"), ("李娜", "", "", "2")))
    await office.roster.apply(sheet)
    assert await people(office) == [("1", "张强", "经发部/综合科", "科员"), ("2", "李娜", None, "")]
    counts = await office.counts()
    again = await office.roster.apply(sheet)
    assert (again.new, again.changed, again.unchanged) == ((), (), 2)
    assert await office.counts() == counts


async def test_what_the_file_does_not_say_stays(office, tmp_path):
    await office.roster.apply(read(xlsx(tmp_path / "a.xlsx", HEADER, ("张强", "经发部", "科员", "1"))))
    await office.roster.apply(read(xlsx(tmp_path / "b.xlsx", ("姓名", "工号"), ("张大强", "1"))))
    assert await people(office) == [("1", "张大强", "经发部", "科员")]


async def test_who_has_joined_keeps_account_consent_and_roles(office, tmp_path):
    owner = await office.owner()
    sheet = read(xlsx(tmp_path / "a.xlsx", HEADER, ("张强", "经发部", "科员", "1")))
    await office.roster.apply(sheet)
    ((listed,),) = await office.rows("SELECT id FROM people WHERE staff_number = '1'")
    before = await office.people.join(await office.people.invite(owner.id, listed), 7, NOTICE_VERSION)
    await office.roster.apply(read(xlsx(tmp_path / "b.xlsx", HEADER, ("张强", "经发部", "处长", "1"))))
    office.people.forget_cached()
    after = await office.people.known(7)
    assert (after.post, after.id, after.consent, after.language) == ("处长", before.id, NOTICE_VERSION, None)


async def test_progress_is_told_step_by_step(office, tmp_path):
    sheet = read(xlsx(tmp_path / "a.xlsx", HEADER, *((f"王{n}", "经发部", "", str(n)) for n in range(450))))
    told = []
    await office.roster.apply(sheet, lambda done, total: told.append((done, total)))
    assert told == [(200, 450), (400, 450), (450, 450)]
    assert len(await people(office)) == 450


async def test_links_lead_those_in_who_have_not_joined(office, tmp_path):
    sheet = read(xlsx(tmp_path / "a.xlsx", HEADER, ("张强", "经发部", "", "1"), ("李娜", "", "", "2")))
    await office.roster.apply(sheet)
    first = await office.roster.links(sheet)
    assert [(one.name, one.department, one.staff_number, one.expires_at) for one in first] == [
        ("张强", "经发部", "1", NOW + LINK_LIFETIME),
        ("李娜", "", "2", NOW + LINK_LIFETIME),
    ]
    await office.people.join(first[0].payload.removeprefix("j_"), 7, NOTICE_VERSION)
    assert [one.name for one in await office.roster.links(sheet)] == ["李娜"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
async def test_links_are_saved_for_the_owner_of_the_file_only(office, tmp_path, suffix):
    sheet = read(xlsx(tmp_path / "a.xlsx", HEADER, ("=1+张", "经发部", "", "1")))
    assert wrong(sheet) == [(2, "name: is empty")]  # Excel takes it for a formula
    csv_sheet = tmp_path / "a.csv"
    csv_sheet.write_text("姓名,工号\n=1+张,1\n", "utf-8")
    await office.roster.apply(read(csv_sheet))
    links = await office.roster.links(read(csv_sheet))
    path = tmp_path / f"links{suffix}"
    save_links(path, links, "faguang_bot")
    assert path.stat().st_mode & 0o777 == 0o600
    address = f"https://t.me/faguang_bot?start={links[0].payload}"
    until = f"{NOW + LINK_LIFETIME:%Y-%m-%d %H:%M}"
    if suffix == ".csv":
        rows = list(csv.reader(StringIO(path.read_text("utf-8-sig"))))
        assert rows[1] == ["'=1+张", "", "1", address, until]
    else:
        cells = load_workbook(BytesIO(path.read_bytes())).active[2]
        assert [cell.value for cell in cells] == ["=1+张", None, "1", address, until]
        assert cells[0].data_type == "s"


def test_dates_and_numbers_in_cells_are_read_as_texts(tmp_path):
    sheet = read(xlsx(tmp_path / "a.xlsx", HEADER, ("张强", None, datetime(2026, 1, 2), 12345678901)))  # noqa: DTZ001
    assert lines(sheet) == [(2, "12345678901", "张强", None, "2026-01-02 00:00:00")]
