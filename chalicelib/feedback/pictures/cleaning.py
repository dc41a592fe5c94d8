"""Make a picture clean: bytes in, two plain JPEGs out, or the reason why it is refused."""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms

from chalicelib.feedback.pictures import decoding, heic, jpeg, png, webp
from chalicelib.feedback.pictures.verdicts import MAX_BYTES, Header, Reason, Unfit

LONGEST_SIDE = 2048
LONGEST_SIDE_OF_THUMBNAIL = 320
_QUALITY = 85
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Clean:
    """A picture fit to be shown: turned upright, in sRGB, with nothing in it but pixels."""

    picture: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Refused:
    """A file that is not shown, and why."""

    reason: Reason


def clean(data: bytes, content_type: str) -> Clean | Refused:
    """Return the clean picture and its thumbnail, or the reason for which the file is refused."""
    try:
        header = look(data, content_type)
        small = _upright(_in_srgb(decoding.shrunk(data, header, LONGEST_SIDE), header.icc), header.exif)
    except Unfit as unfit:
        return Refused(unfit.reason)
    except decoding.BROKEN:
        return Refused("broken")
    thumbnail = small.resize(
        decoding.fitting(*small.size, LONGEST_SIDE_OF_THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=2.0
    )
    return Clean(_jpeg(small), _jpeg(thumbnail), *small.size)


def look(data: bytes, content_type: str) -> Header:
    """Return what a file says of itself; raise Unfit when it is not what was announced, or nothing that we decode."""
    if len(data) > MAX_BYTES:
        raise Unfit("too_large")
    found = type_of(data)
    if found is None:
        raise Unfit("type_unknown")
    if found != content_type:
        raise Unfit("type_mismatch")
    try:
        return _LOOKS[found](data)
    except struct.error:
        raise Unfit("truncated") from None


def type_of(data: bytes) -> str | None:
    """Return the content type that the first bytes tell; None for all that we do not take."""
    if data.startswith(jpeg.START):
        return "image/jpeg"
    if data.startswith(png.START):
        return "image/png"
    if webp.is_webp(data):
        return "image/webp"
    return "image/heic" if heic.is_heic(data) else None


_LOOKS = {"image/jpeg": jpeg.look, "image/png": png.look, "image/webp": webp.look, "image/heic": heic.look}


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture in sRGB, which is what one without a profile is taken for."""
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, own, srgb, outputMode="RGB")
            picture = turned or picture
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile that does not fit its picture: the colours are a little off, and the picture is still worth it.
            pass
    return picture.convert("RGB")


def _upright(picture: Image.Image, exif: bytes) -> Image.Image:
    turn = _TURNS.get(_orientation(exif))
    return picture if turn is None else picture.transpose(turn)


def _orientation(exif: bytes) -> int:
    """Return Exif's orientation; 1 when there is none that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 10:
        return 1
    try:
        (place,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, place)
        for entry in range(place + 2, place + 2 + 12 * count, 12):
            tag, kind, values, value = struct.unpack_from(f"{order}HHIH", exif, entry)
            if (tag, kind, values) == (_ORIENTATION, 3, 1):
                return int(value)
    except struct.error:
        pass
    return 1


def _jpeg(picture: Image.Image) -> bytes:
    # A picture made by new() or resize() without any info: Pillow has nothing to write but JFIF and the pixels.
    picture.info.clear()
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
