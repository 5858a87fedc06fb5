"""Workbooks and pictures: what is written is read back; what people typed stays text; long text is cut."""

import os
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.drawing import fonts
from bot.drawing.chart import LIMIT, SEATED, WAITING, Bar, Chart, chart
from bot.drawing.cloud import Cloud, cloud
from bot.drawing.fonts import font
from bot.drawing.funnel import Funnel, funnel
from bot.drawing.picture import ROWS, WIDTH, fitted, picture
from bot.drawing.table import Table
from bot.drawing.workbook import workbook

AT = datetime(2026, 11, 25, 14, 30)  # noqa: DTZ001 - cells hold local time
HEADS = ("#", "姓名", "签到", "学时")
TABLE = Table("签到表", HEADS, [(1, "王敏", AT, 1.5), (2, '=HYPERLINK("http://x")', None, 0.0)])

# CI installs one: there a missing typeface is a failure.
needs_font = pytest.mark.skipif(
    not fonts.available() and "CI" not in os.environ, reason="no typeface with Chinese on this machine"
)


def opened(*tables):
    return load_workbook(BytesIO(workbook(tables)))


def colours(content):
    image = Image.open(BytesIO(content))
    return {f"#{r:02x}{g:02x}{b:02x}" for _n, (r, g, b) in image.getcolors(1 << 20)}


def test_cells_keep_their_types():
    sheet = opened(TABLE)["签到表"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        list(HEADS),
        [1, "王敏", AT, 1.5],
        [2, '=HYPERLINK("http://x")', None, 0],
    ]
    assert [cell.data_type for cell in sheet[2]] == ["n", "s", "d", "n"]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1"])
def test_what_a_person_typed_is_never_a_formula(typed):
    cell = opened(Table("表", ("答",), [(typed,)])).active["A2"]
    assert (cell.data_type, cell.value) == ("s", typed)


def test_the_head_stays_in_sight_and_can_be_filtered():
    sheet = opened(TABLE).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")


def test_what_no_cell_can_hold_is_left_out():
    cell = opened(Table("表", ("答",), [("甲\x0b乙\ufffe" + "长" * 40_000,)])).active["A2"]
    assert cell.value == "甲乙" + "长" * 32_765


def test_sheets_have_names_that_excel_takes():
    tables = [Table(title, ("#",), []) for title in ("报名/签到: [一]", "报名/签到: [一]", "", "长" * 50)]
    assert opened(*tables).sheetnames == ["报名 签到   一", "报名 签到   一 2", "Sheet", "长" * 31]


@needs_font
def test_a_picture_grows_with_its_rows():
    sizes = [Image.open(BytesIO(picture(Table("表", HEADS, [TABLE.rows[0]] * n)))).size for n in (1, 2, ROWS)]
    assert [size[0] for size in sizes] == [WIDTH] * 3
    assert sizes[1][1] - sizes[0][1] == (sizes[2][1] - sizes[0][1]) / (ROWS - 1)
    assert sum(sizes[2]) <= 10_000  # Telegram's limit for photos


@needs_font
def test_long_text_is_cut_to_its_column():
    face = font(30)
    cut = fitted("行政审批服务部\n一体化政务服务办公室" * 9, face, 300)
    assert cut.startswith("行政审批服务部 一")
    assert cut.endswith("…")
    assert 270 < face.getlength(cut) <= 300
    assert fitted("王敏", face, 300) == "王敏"


@needs_font
def test_bars_show_seats_the_waitlist_and_the_limit():
    legend = ("已报名", "候补", "席位")
    full = colours(chart(Chart("报名进度", "60 席", [Bar("11-25", 60, 5)], legend, 60)))
    assert {SEATED, WAITING, LIMIT} <= full
    plain = colours(chart(Chart("报名进度", "", [Bar("11-25", 3)], legend)))
    assert (SEATED in plain, WAITING in plain, LIMIT in plain) == (True, False, False)


@needs_font
def test_many_bars_and_an_empty_event_can_be_drawn():
    legend = ("已报名", "候补", "席位")
    for bars in ([Bar("11-25", 0)], [Bar(f"{n}", n) for n in range(200)]):
        assert Image.open(BytesIO(chart(Chart("进度", "", bars, legend)))).size[0] == WIDTH


@needs_font
def test_a_funnel_has_a_bar_for_each_stage_and_nothing_is_divided_by_nothing():
    some = Image.open(BytesIO(funnel(Funnel("漏斗", "", [("提交", 63), ("办结", 1)]))))
    more = Image.open(BytesIO(funnel(Funnel("漏斗", "", [("提交", 0), ("受理", 0), ("办结", 0)]))))
    assert (some.size[0], more.size[1] - some.size[1]) == (WIDTH, 92)


@needs_font
def test_a_cloud_holds_its_words_and_may_be_empty():
    words = [(f"词语{n}", 40 - n) for n in range(40)]
    sizes = [Image.open(BytesIO(cloud(Cloud("词图", "", some)))).size for some in ([], words)]
    assert [size[0] for size in sizes] == [WIDTH, WIDTH]
    assert sizes[0][1] < sizes[1][1]
