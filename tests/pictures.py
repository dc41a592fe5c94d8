"""Pictures as phones and mischief-makers send them, made on the spot; and the blocks of a JPEG, read by hand."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

# Red in the upper left, green in the upper right, blue below: it shows which way is up.
RED, GREEN, BLUE = (200, 30, 30), (30, 170, 30), (30, 30, 200)
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
# What a stored picture must be turned by to stand upright, and so how one is stored that lies.
_LAID = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip
SECRETS = (b"Canon", b"SERIAL-4711", b"Nguyen Van An", b"10 45 30", b"xmpmeta", b"ICC_PROFILE", b"8BIM")


def upright(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """Return a picture that shows which way is up."""
    picture = Image.new("RGB", size, BLUE)
    half = (size[0] // 2, size[1] // 2)
    picture.paste(RED, (0, 0, *half))
    picture.paste(GREEN, (half[0], 0, size[0], half[1]))
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """Return an Exif block with position, names, serial number and a way to lie."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F], block[0x013B] = "Canon", "Nguyen Van An"
    block.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
    gps = block.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (10.0, 45.0, 30.0), "E", (106.0, 40.0, 0.0)
    return block.tobytes()


def laid(orientation: int) -> Image.Image:
    """Return the picture as a sensor held that way stores it."""
    turn = _LAID[orientation]
    return upright() if turn is None else upright().transpose(turn)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the file of a picture."""
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(out, quality=60, **options)
    else:
        picture.save(out, kind, **options)
    return out.getvalue()


def profile() -> bytes:
    """Return a colour profile that is not sRGB's."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def segment(marker: int, body: bytes) -> bytes:
    """Return one segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """Return a JPEG with more segments behind its first one."""
    behind = 4 + struct.unpack_from(">H", jpeg, 4)[0]
    return jpeg[:behind] + b"".join(segments) + jpeg[behind:]


def markers(jpeg: bytes) -> list[tuple[int, bytes]]:
    """Return every segment of a JPEG up to its end, and what follows the end as one of marker 0."""
    found, place = [], 2
    while jpeg[place + 1] != 0xD9:
        marker, (length,) = jpeg[place + 1], struct.unpack_from(">H", jpeg, place + 2)
        found.append((marker, jpeg[place + 4 : place + 2 + length]))
        place += 2 + length
        while marker == 0xDA and (jpeg[place] != 0xFF or jpeg[place + 1] in (0, *range(0xD0, 0xD8))):
            place += 1
    return [*found, *([(0, jpeg[place + 2 :])] if jpeg[place + 2 :] else [])]


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, rows: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG that says it has this size, whatever rows there are."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + packed + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """Return a small JPEG that says it has this size."""
    real = saved(upright())
    place = real.index(b"\xff\xc0")
    return real[: place + 5] + struct.pack(">HH", height, width) + real[place + 9 :]


def heic_of(width: int, height: int) -> bytes:
    """Return a small HEIC that says it has this size."""
    real = saved(upright(), "HEIF")
    place = real.index(b"ispe") + 8
    return real[:place] + struct.pack(">II", width, height) + real[place + 8 :]


def webp_of(width: int, height: int) -> bytes:
    """Return a small WebP that says it has this size."""
    real = saved(upright(), "WEBP")
    place = real.index(b"\x9d\x01\x2a") + 3
    return real[:place] + struct.pack("<HH", width, height) + real[place + 4 :]


def box(kind: bytes, body: bytes) -> bytes:
    """Return one box of a film or a HEIC."""
    return struct.pack(">I", len(body) + 8) + kind + body


def film() -> bytes:
    """Return what a phone puts behind a moving photo."""
    return box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(1000)) + box(b"moov", bytes(200))


def samsungs() -> bytes:
    """Return the notes that a Samsung puts behind a photo."""
    note = b"\x00\x00\x01\x0a\x0e\x00\x00\x00Image_UTC_Data1762000000000"
    directory = b"SEFH" + struct.pack("<III", 101, 1, 0x010A0000) + struct.pack("<II", len(note), len(note))
    return note + directory + struct.pack("<I", len(directory)) + b"SEFT"


def archive() -> bytes:
    """Return a zip with one file."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        held.writestr("evil.sh", "rm -rf /")
    return out.getvalue()
