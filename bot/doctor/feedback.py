"""Anonymous feedback: are its keys there, out of reach of others and of backups, and can memory end up on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, bad, good, odd
from bot.keyring import Keyring

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.settings import Settings

_OTHERS = 0o077
_SWAPS, _CORE_PATTERN = Path("/proc/swaps"), Path("/proc/sys/kernel/core_pattern")

MADE = """{folder} has the pepper now; the keys of desks come to lie there, too. Only this user can read them.
Keep a copy of the pepper in a safe place, apart from the backups of the database. Never copy the keys of desks.
  Pepper lost:       receipts open nothing any more; people cannot read answers. Desks can still read.
  Keys lost:         desks cannot read what came in before; new messages get a new key.
  Pepper stolen:     together with a copy of the database, receipts could be guessed at: 80 random bits each.
  Keys stolen:       together with a copy of the database of that month, what was said can be read, but not by whom.
Keys are replaced every month and the old ones destroyed: older backups of what was said can then be read by nobody."""


def look(settings: Settings) -> Iterator[Finding]:
    """Give what was found about the keys, swap space and core dumps; nothing while feedback is not set up."""
    keyring = Keyring(settings.keys)
    if keyring.names() and not keyring.ready:
        yield bad("feedback", f"there is no pepper in {settings.keys}", "put its copy there: receipts need it")
    elif keyring.ready:
        yield keys(settings)
        yield swap(_text(_SWAPS).splitlines()[1:])
        yield core(_text(_CORE_PATTERN))


def _text(file: Path) -> str:
    # Other systems have no such file.
    return file.read_text() if file.exists() else ""


def keys(settings: Settings) -> Finding:
    """Judge where the keys lie and who can read them."""
    folder = settings.keys
    if any(file.stat().st_mode & _OTHERS for file in (folder, *folder.iterdir())):
        return bad("feedback", f"other users of this machine can read {folder}", f"chmod -R go= {folder}")
    if beside_the_database(settings):
        return odd(
            "feedback", f"{folder} lies beside the database, and backups take it along", "move it, set FAGUANG_KEYS"
        )
    return good("feedback", f"the keys are in {folder}")


def beside_the_database(settings: Settings) -> bool:
    """Whether whoever copies the database's folder copies the keys as well."""
    if settings.sqlite is None:
        return False
    data, folder = settings.sqlite.resolve().parent, settings.keys.resolve()
    # Who keeps the file in the working directory copies it alone.
    return data == folder or (data in folder.parents and data != Path.cwd())


def swap(lines: Iterable[str]) -> Finding:
    """Judge the swap areas, a line of /proc/swaps each."""
    areas = [line.split()[0] for line in lines if line.split()]
    disks = [area for area in areas if "zram" not in area]
    if disks:
        advice = "swapoff -a, or encrypt it: what people write passes through memory"
        return odd("swap", f"memory is written to {disks[0]}", advice)
    return good("swap", "memory stays in memory")


def core(pattern: str) -> Finding:
    """Judge what the system does with core dumps. `run` allows itself none, but a program need not heed that."""
    if pattern.startswith("|"):
        program = pattern[1:].split(maxsplit=1)[0]
        return odd("core dumps", f"the system hands them to {program}", "let it store none, such as by Storage=none")
    return good("core dumps", "the bot leaves none")
