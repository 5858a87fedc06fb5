"""One spelling for the many ways to write the same date, so that the grammar needs to know only one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from bot.domain.moments.misread import Fault, Misread

LONGEST = 120  # characters; nobody needs more for a date, and patterns need not meet more

_SIMPLIFIED = str.maketrans("週這點後號兩時鐘個開禮從于整", "周这点后号两时钟个开礼从于整")
_NUMERAL = re.compile(r"[零〇一二三四五六七八九十两]+")
_TENS = re.compile(r"([2-9]?)十([1-9]?)")
_DIGITS = str.maketrans("零〇一二两三四五六七八九", "001223456789")

_WEEKDAYS = {name: n for n, name in enumerate("一二三四五六日", 1)} | {str(n): n for n in range(1, 8)} | {"天": 7}
_WEEKDAY = re.compile(r"个?(?:周|星期|礼拜)\s*([一二三四五六日天1-7])(?![0-9]?[个后])")
_ENGLISH_WEEKDAY = re.compile(
    r"\b(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b"
)
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+(\d{{4}})\b)?")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s+(\d{{4}})\b)?")
_ENGLISH = {
    "the day after tomorrow": "后天",
    "tomorrow": "明天",
    "tonight": "今天晚上",
    "today": "今天",
    "next": "下",
    "this": "本",
    "noon": "12:00",
    "until": "-",
    "till": "-",
    "to": "-",
    "at": " ",
    "from": " ",
}
_ENGLISH_WORD = re.compile(rf"\b({'|'.join(_ENGLISH)})\b")
_SHORT_FORMS = {"今晚": "今天晚上", "明晚": "明天晚上", "后晚": "后天晚上", "今早": "今天早上", "明早": "明天早上"}
_RELATIVE_DAYS = {"大后": 3, "后": 2, "明": 1, "今": 0, "昨": -1, "前": -2}
_RELATIVE_DAY = re.compile(r"(大后|[后明今昨前])[天日]")
_DAYS_AHEAD = re.compile(r"(?<!\d)(\d{1,3})\s*(天|日|个?周|个?星期)[之以]?后")
_WEEK = re.compile(r"(上|本|这|下{1,2})\s*(?:个)?\s*W([1-7])")
_MONTH_SHIFT = re.compile(r"(本|这个|下个?)月\s*(?=\d)")
_YEAR_SHIFT = re.compile(r"(今|明|后)年\s*(?=\d)")
_WEEKS_FROM_NOW = {"上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}


def spell(text: str, today: date) -> str:
    """Return `text` unified, and days that are told from `today` (明天, 下周三, 3天后) as 2026-12-08."""
    return _from_today(unify(text), today)


def unify(text: str) -> str:
    """Return `text` in simplified characters, with ASCII digits for numerals and `W3` for Wednesdays.

    Raises Misread when it is longer than LONGEST.
    """
    if len(text) > LONGEST:
        raise Misread(Fault.UNREADABLE)
    plain = unicodedata.normalize("NFKC", text).lower().translate(_SIMPLIFIED)
    for short, full in _SHORT_FORMS.items():
        plain = plain.replace(short, full)
    plain = _from_english(plain)
    plain = _WEEKDAY.sub(lambda found: f" W{_WEEKDAYS[found[1]]} ", plain)
    return _NUMERAL.sub(_number, plain)


def _from_english(text: str) -> str:
    text = _DAY_FIRST.sub(lambda found: _dashes(found[3], _MONTHS.index(found[2]) + 1, found[1]), text)
    text = _MONTH_FIRST.sub(lambda found: _dashes(found[3], _MONTHS.index(found[1]) + 1, found[2]), text)
    text = _ENGLISH_WEEKDAY.sub(lambda found: f" W{_ENGLISH_DAYS.index(found[1][:3]) + 1} ", text)
    return _ENGLISH_WORD.sub(lambda found: _ENGLISH[found[1]], text)


def _dashes(year: str | None, month: int, day: str) -> str:
    return f" {year}-{month}-{day} " if year else f" {month}-{day} "


def _number(found: re.Match[str]) -> str:
    """十二 -> 12, 三十 -> 30, 二〇二六 -> 2026; what is no number stays as it is."""
    text = found[0].translate(_DIGITS)
    if tens := _TENS.fullmatch(text):
        return str(int(tens[1] or 1) * 10 + int(tens[2] or 0))
    return found[0] if "十" in text else text


def _from_today(text: str, today: date) -> str:
    monday = today - timedelta(days=today.weekday())

    def weekday(found: re.Match[str]) -> date:
        return monday + timedelta(weeks=_WEEKS_FROM_NOW[found[1]], days=int(found[2]) - 1)

    def ahead(found: re.Match[str]) -> date:
        return today + timedelta(days=int(found[1]) * (1 if found[2] in "天日" else 7))

    def relative(found: re.Match[str]) -> date:
        return today + timedelta(days=_RELATIVE_DAYS[found[1]])

    def month(found: re.Match[str]) -> str:
        years, months = divmod(today.month - 1 + (1 if found[1].startswith("下") else 0), 12)
        return f" {today.year + years}-{months + 1}-"

    for pattern, day in ((_WEEK, weekday), (_DAYS_AHEAD, ahead), (_RELATIVE_DAY, relative)):
        text = pattern.sub(_iso(day), text)
    text = _MONTH_SHIFT.sub(month, text)
    return _YEAR_SHIFT.sub(lambda found: f" {today.year + '今明后'.index(found[1])}年", text)


def _iso(day: Callable[[re.Match[str]], date]) -> Callable[[re.Match[str]], str]:
    return lambda found: f" {day(found).isoformat()} "
