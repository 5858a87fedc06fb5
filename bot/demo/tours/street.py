"""A photo that somebody takes in the street, drawn: rain, a pavement, a puddle."""

from __future__ import annotations

from io import BytesIO

_SIZE = (960, 720)
_SKY, _WALL, _ROAD, _KERB, _WATER, _LIGHT, _RAIN = (
    *("#aebbc6", "#7d8a94", "#5a626a", "#c9ced2", "#6f8ba3", "#9fb6c8", "#d7e0e7"),
)


def street() -> bytes:
    """Return the PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy, and needed for one story

    image = Image.new("RGB", _SIZE, _SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 180, 960, 400), _WALL)
    for left in range(60, 960, 150):
        draw.rectangle((left, 220, left + 80, 320), _LIGHT)
    draw.rectangle((0, 400, 960, 720), _ROAD)
    draw.rectangle((0, 400, 960, 418), _KERB)
    draw.ellipse((140, 470, 860, 690), _WATER)
    for ring in range(3):
        draw.arc((300 + 40 * ring, 530 + 12 * ring, 620 - 40 * ring, 620 - 12 * ring), 0, 360, _LIGHT, 4)
    for number in range(90):
        x, y = number * 97 % 960, number * 61 % 700
        draw.line((x, y, x - 8, y + 26), _RAIN, 2)
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
