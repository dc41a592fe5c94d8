"""Decode a file and shrink it strip by strip, so that no picture is ever held twice in its full size."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor
from typing import Any

from PIL import Image, JpegImagePlugin, PngImagePlugin

from chalicelib.feedback.pictures import jpeg, libwebp, png
from chalicelib.feedback.pictures.verdicts import Header

# How many pixels of the original are converted at a time, beside those that the filter sees.
_PIXELS_AT_ONCE = 1 << 19
_WHITE = (255, 255, 255)
# What the decoders raise for a file that they cannot read; all else is a fault of ours.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, IndexError, KeyError, TypeError, struct.error)


@dataclass(frozen=True)
class _Source:
    """A decoded picture that gives its rows from one to another."""

    width: int
    height: int
    rows: Callable[[int, int], Image.Image]


def shrunk(data: bytes, header: Header, longest: int) -> Image.Image:
    """Return the picture with no side longer than that, without alpha, in the colours of its own profile."""
    source = _OPENERS[header.content_type](data, header, longest)
    width, height = fitting(source.width, source.height, longest)
    step = max(1, _PIXELS_AT_ONCE * height // (source.width * source.height))
    made: Image.Image | None = None
    for top in range(0, height, step):
        part = _part(source, (width, height), top, min(top + step, height))
        made = made or Image.new(part.mode, (width, height))
        made.paste(part, (0, top))
    if made is None:
        raise ValueError("a picture without rows")
    return made


def fitting(width: int, height: int, longest: int) -> tuple[int, int]:
    """Return the size in which a picture fits into a square; a smaller one keeps its own."""
    scale = max(width, height) / longest
    return (width, height) if scale <= 1 else (max(1, round(width / scale)), max(1, round(height / scale)))


def _part(source: _Source, size: tuple[int, int], top: int, bottom: int) -> Image.Image:
    """Return some rows of the result; the filter sees beyond the strip's edges, so that no seam shows."""
    scale = source.height / size[1]
    margin = ceil(3 * scale) + 1
    first = max(0, floor(top * scale) - margin)
    last = min(source.height, ceil(bottom * scale) + margin)
    strip = _flat(source.rows(first, last))
    if size == (source.width, source.height):
        return strip.crop((0, top - first, size[0], bottom - first))
    box = (0, top * scale - first, source.width, min(bottom * scale - first, last - first))
    return strip.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box)


def _flat(strip: Image.Image) -> Image.Image:
    """Return a strip in RGB, L or CMYK, on white where it lets something through."""
    if strip.mode.startswith(("I", "F")):
        # Pillow would cut sixteen bits off at 255 and not scale them.
        strip = strip.point(lambda value: value * (1 / 256)).convert("L")
    if strip.has_transparency_data:
        clear = strip.convert("RGBA")
        strip = Image.new("RGB", strip.size, _WHITE)
        strip.paste(clear, mask=clear.getchannel("A"))
    return strip if strip.mode in ("RGB", "L", "CMYK") else strip.convert("RGB")


def _jpeg(data: bytes, header: Header, longest: int) -> _Source:
    # Not Image.open, whose limit of pixels holds for the full size.
    picture = JpegImagePlugin.JpegImageFile(BytesIO(jpeg.bare(data, header.end)))
    picture.draft(None, fitting(*picture.size, longest))
    return _pillow(picture)


def _png(data: bytes, _: Header, __: int) -> _Source:
    return _pillow(PngImagePlugin.PngImageFile(BytesIO(png.bare(data))))


def _pillow(picture: Any) -> _Source:
    picture.load()
    width, height = picture.size
    return _Source(width, height, lambda top, bottom: picture.crop((0, top, width, bottom)))


def _webp(data: bytes, header: Header, longest: int) -> _Source:
    size = fitting(header.width, header.height, longest)
    return _plane(size, *libwebp.decoded(data, size))


def _heic(data: bytes, _: Header, __: int) -> _Source:
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = False
    held = pillow_heif.HeifFile(data)
    pixels = memoryview(held.data).cast("B")
    return _plane(held.size, held.mode, held.stride, pixels)


def _plane(size: tuple[int, int], mode: str, stride: int, pixels: Any) -> _Source:
    width, height = size

    def rows(top: int, bottom: int) -> Image.Image:
        part = pixels[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), part, "raw", mode, stride, 1)

    return _Source(width, height, rows)


_OPENERS: dict[str, Callable[[bytes, Header, int], _Source]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/heic": _heic,
}
