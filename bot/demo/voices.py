"""Desks of the demo world: three that hear anonymous feedback, each read by two, and what they published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import Person
from storage import desks
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class _Heard:
    """A desk: what it is for, who reads it, questions and answers it published."""

    name: str
    about: str
    readers: tuple[str, str]
    sensitive: bool = False
    published: tuple[tuple[str, str], ...] = ()


_DESKS = (
    _Heard(
        "吐槽建议",
        "工作和生活里的事，想说就说",
        ("李静", "孙悦"),
        published=(
            ("食堂晚上六点半就没有热菜了", "晚餐热菜供应延长到 20:00，本周一开始。"),
            ("系统里同一张表要填三遍", "已经合并成一张，填一次，各处都能取。"),
        ),
    ),
    _Heard("作风效能", "办事拖、推、绕，态度不好，吃拿卡要", ("胡晓", "唐薇"), sensitive=True),
    _Heard("恳谈会议题", "下次恳谈会上想问领导什么、想谈什么", ("李静", "曾敏")),
)


def fill(tx: Tx, known: Mapping[str, Person], now: datetime) -> None:
    """Set up the desks; the readers are found in `known`, by name."""
    for heard in _DESKS:
        desk = desks.add(tx, heard.name, heard.about, sensitive=heard.sensitive)
        for name in heard.readers:
            desks.put_reader(tx, desk, known[name].id)
        for days, (question, answer) in enumerate(heard.published, 2):
            desks.publish(tx, desk, question, answer, now - timedelta(days=days))
