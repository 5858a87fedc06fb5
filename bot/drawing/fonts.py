"""A typeface that has Chinese: looked for where systems keep theirs, because none small enough could be shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# (regular, bold, index of the face with simplified Chinese forms in the collection)
_KNOWN = (
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",  # Debian, Ubuntu: fonts-noto-cjk
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        2,
    ),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",  # Fedora, openEuler
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
        2,
    ),
    (
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",  # Arch, Alpine
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
        2,
    ),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", "/System/Library/Fonts/Hiragino Sans GB.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/msyhbd.ttc", 0),
)


class FontMissingError(Exception):
    """This machine has no typeface with Chinese."""


@cache
def _files() -> tuple[str, str, int]:
    for regular, bold, index in _KNOWN:
        if Path(regular).exists():
            return regular, bold if Path(bold).exists() else regular, index
    raise FontMissingError


def available() -> bool:
    """Whether pictures with Chinese can be drawn here."""
    try:
        _files()
    except FontMissingError:
        return False
    return True


@cache
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """Return the typeface at `size` pixels. Raises FontMissingError."""
    from PIL import ImageFont  # noqa: PLC0415 - 40 ms that the start of the bot need not wait for

    regular, strong, index = _files()
    return ImageFont.truetype(strong if bold else regular, size, index=index)
