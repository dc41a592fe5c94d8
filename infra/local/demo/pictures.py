"""Pictures for the demo, drawn on the spot, with the notes that a phone writes into them: position, maker, owner."""

import io

from PIL import Image, ImageDraw

_NIGHT, _DAY, _STREET = (18, 22, 48), (140, 190, 235), (70, 70, 78)
_POST, _DARK, _BRIGHT = (120, 120, 125), (50, 50, 55), (255, 236, 150)
# What no reader of the city's pictures may ever find in them.
OWNER = b"Nguyen Thi Hoai An"
MAKER = b"Phone of An"


def lamp(mended: bool) -> bytes:
    """Return a JPEG of a lamp post: leaning and dark at night, or straight and alight."""
    picture = Image.new("RGB", (1200, 900), _DAY if mended else _NIGHT)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 720, 1200, 900), fill=_STREET)
    top = (600, 160) if mended else (860, 260)
    draw.line((600, 760, *top), fill=_POST, width=34)
    x, y = top
    draw.ellipse((x - 80, y - 50, x + 80, y + 60), fill=_BRIGHT if mended else _DARK)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=_notes())
    return out.getvalue()


def not_a_picture() -> bytes:
    """Return a web page that calls itself a JPEG."""
    return b"\xff\xd8\xff\xe0" + b"<html><script>alert(1)</script></html>" * 20


def _notes() -> bytes:
    block = Image.Exif()
    block[0x010F], block[0x013B] = MAKER.decode(), OWNER.decode()
    position = block.get_ifd(0x8825)
    position[1], position[2], position[3], position[4] = "N", (10.0, 46.0, 32.0), "E", (106.0, 42.0, 1.0)
    return block.tobytes()
