"""Frequent words of many texts without a dictionary: runs of characters that come back, in different texts.

Chinese has no spaces. A run that nearly always continues the same way is a part of a longer word and gives way to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bot.domain.search import fold

SHORTEST, LONGEST = 2, 6  # characters of a word
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z0-9+#.-]+")
_WITHIN = 0.7  # from this share on a run is taken as a part of the longer one
# Where one of these stands, a word ends: they belong to no word that says what a text is about.
_EMPTY = (
    "建议 希望 现在 目前 问题 情况 增加 进行 方便 需要 经常 大家 没有 可以 能够 应该 应当 不要 不能 不便 时候 "
    "一些 有些 部分 比较 非常 以及 或者 如果 因为 所以 我们 他们"
)
_LITTLE = "的了是在和与及或也都就还又把被从到给让往很太最不没有我你他她它们这那且吗呢吧啊着每各该一两几只再"
_BREAK = re.compile("|".join((*_EMPTY.split(), f"[{_LITTLE}]")))


def phrases(texts: Iterable[str], most: int = 40, *, fewest: int = 2) -> list[tuple[str, int]]:
    """Return up to `most` words, the most frequent first, and how many texts (at least `fewest`) hold each."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_runs(text))
    frequent = {run: n for run, n in counts.items() if n >= fewest}
    parts = {
        part
        for run, n in frequent.items()
        for part in (run[:-1], run[1:])
        if len(run) > SHORTEST and n >= _WITHIN * frequent.get(part, 0)
    }
    kept = [(run, n) for run, n in frequent.items() if run not in parts]
    kept.sort(key=lambda one: (-one[1], -len(one[0]), one[0]))
    return _apart(kept, most)


def _runs(text: str) -> set[str]:
    """Return the runs of a text, each once."""
    found: set[str] = set()
    for run in _RUN.findall(fold(text)):
        if run[0].isascii():
            found.add(run)
            continue
        for piece in _BREAK.split(run):
            for size in range(SHORTEST, LONGEST + 1):
                found.update(piece[i : i + size] for i in range(len(piece) - size + 1))
    return found


def _apart(ordered: list[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """Return the first that do not overlap with an earlier one, as “共停车” does with “公共停车场”."""
    kept: list[tuple[str, int]] = []
    for run, n in ordered:
        if len(kept) == most:
            break
        if not any(run in other or other in run or _overlap(run, other) for other, _n in kept):
            kept.append((run, n))
    return kept


def _overlap(one: str, other: str) -> bool:
    """Whether one ends as the other begins, by more than half of the shorter."""
    need = min(len(one), len(other)) // 2 + 1
    return any(
        one[-size:] == other[:size] or other[-size:] == one[:size]
        for size in range(need, min(len(one), len(other)) + 1)
    )
