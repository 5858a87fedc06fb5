"""`make bench`: the figures of this machine, beside their aims and beside stock PTB. Nothing here fails for being slow.

BENCH_ROUNDS says how many rounds the medians are of (3), "quick" means one short one. Parts can be named:
python -m tests.bench rush start storage sign-ups group-card looking lists broadcast feedback suggestions
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from importlib.util import find_spec
from statistics import median
from typing import NamedTuple

from tests.bench import (
    broadcast,
    ceiling,
    feedback,
    group_card,
    lists,
    looking,
    machine,
    rush,
    signups,
    storage,
    suggestions,
)

_CEILING = 20_000  # calls
_FULL, _QUICK = 3_000, 600  # taps
_EXACT = 100  # beyond, fractions say nothing
_MODES = (("polling", 0.0), ("webhook", 0.0), ("polling", 0.05), ("webhook", 0.05))
_AIMS = {("polling", 0.0): 7, ("webhook", 0.0): 7, ("polling", 0.05): 3, ("webhook", 0.05): 5}
_STOCK_NEEDS = ("aiolimiter", "tornado")


class Line(NamedTuple):
    """One line of the table."""

    figure: str
    ours: str
    stock: str = ""
    aim: str = ""


def rushes(rounds, taps):
    """Yield the lines of all rushes; ours and stock take turns, so that both meet the same machine."""
    missing = [name for name in _STOCK_NEEDS if find_spec(name) is None]
    if missing:
        yield Line(f"stock PTB is left out: not installed: {', '.join(missing)}", "")
    for mode, latency in _MODES:
        ours, stock = [], []
        for _ in range(rounds):
            ours.append(rush.play(rush.ours, taps, webhook=mode == "webhook", latency=latency))
            if not missing:
                stock.append(rush.play(rush.stock, taps, webhook=mode == "webhook", latency=latency))
        yield from _rush_lines(f"{mode}, {latency * 1000:.0f} ms", ours, stock, _AIMS[mode, latency])


def _rush_lines(name, ours, stock, aim):
    def line(figure, read, form, aim=""):
        return Line(
            f"  {figure}", *(form.format(median(map(read, side))) if side else "" for side in (ours, stock)), aim
        )

    ratio = f": {median(o.rate for o in ours) / median(o.rate for o in stock):.1f}x" if stock else ""
    yield Line(f"{name}{ratio}", "", "", f">= {aim}x")
    yield line("sign-ups per second", lambda o: o.rate, "{:,.0f}")
    yield line("CPU of the bot per sign-up", lambda o: o.cpu_us, "{:,.0f} µs")
    for of, times in (("tap to answer", lambda o: o.to_answer), ("of that in the bot's hands", lambda o: o.in_hand)):
        middle, slowest = (median(_percentile(times(o), share) for o in ours) for share in (0.5, 0.99))
        others = [median(_percentile(times(o), share) for o in stock) for share in (0.5, 0.99)] if stock else None
        yield Line(f"  {of}, p50 / p99", _seconds(middle, slowest), _seconds(*others) if others else "")
    yield line("memory, idle", lambda o: o.idle_mb, "{:.0f} MB", "< 90 MB")
    yield line("memory after the rush", lambda o: o.rush_mb, "{:.0f} MB", "< 90 MB")
    load = max(o.server_load for o in (*ours, *stock))
    yield Line("  the server's core was busy at most", f"{load:.0%}")


def starts(rounds):
    """Yield how long a bot takes from a fresh interpreter to its first answer, by polling."""
    for_first = [rush.play(rush.ours, 1, at_once=True).first_answer for _ in range(rounds)]
    yield Line("start to first answered update", f"{median(for_first):.2f} s", "", "< 1.5 s")


def modules(*parts):
    """Yield what the other benches measure; they name an aim in the figure's name: "… (aim: …)".

    A figure may be followed by the same of stock PTB.
    """
    for part in parts:
        for name, value, unit, *stock in asyncio.run(part.measure()):
            figure, _, aim = name.partition(" (aim: ")
            ours, others = (
                " / ".join(f"{_short(each)} {unit}".strip() for each in values) for values in ((value,), stock)
            )
            yield Line(figure, ours, others, aim.removesuffix(")"))


def main(names):
    quick = os.environ.get("BENCH_ROUNDS") == "quick"
    rounds, taps = (1, _QUICK) if quick else (int(os.environ.get("BENCH_ROUNDS", "3")), _FULL)
    shutil.rmtree(machine.FOLDER, ignore_errors=True)
    _say(
        *machine.describe(),
        f"medians of {rounds}, {taps:,} people tap at once; the bot and Telegram have a core each",
        "",
    )
    _show(Line("figure", "ours", "stock PTB", "aim"))
    parts = {
        "ceiling": lambda: [Line("calls per second that the server can take", f"{ceiling.measure(_CEILING):,.0f}")],
        "rush": lambda: rushes(rounds, taps),
        "start": lambda: starts(rounds),
        "storage": lambda: modules(storage),
        "sign-ups": lambda: modules(signups),
        "group-card": lambda: modules(group_card),
        "looking": lambda: modules(looking),
        "lists": lambda: modules(lists),
        "broadcast": lambda: modules(broadcast),
        "feedback": lambda: modules(feedback),
        "suggestions": lambda: modules(suggestions),
    }
    for name in names or parts:
        for line in parts[name]():
            _show(line)


def _percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _seconds(*times):
    return " / ".join(f"{time:.2f}" for time in times) + " s"


def _short(value):
    return f"{value:,.0f}" if abs(value) >= _EXACT else f"{value:.2f}"


def _show(line):
    _say(f"{line.figure:52}{line.ours:>18}{line.stock:>18}   {line.aim}".rstrip())


def _say(*lines):
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
