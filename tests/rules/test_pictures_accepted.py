"""What becomes of pictures that are taken: upright, in sRGB, small, and nothing in them but pixels."""

import io
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image, ImageCms

from chalicelib.feedback.pictures.cleaning import Clean, clean
from tests import pictures
from tests.pictures import BLUE, GREEN, RED, TYPES, laid, saved, upright, with_segments

# JFIF, tables, one frame, one scan: what a JPEG needs to be shown, and no block for a word about anybody.
PLAIN = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
SIXTEEN_BITS = Image.new("I;16", (60, 40), 0x8000)


def cleaned(data: bytes, kind: str = "JPEG") -> Clean:
    found = clean(data, TYPES[kind])
    assert isinstance(found, Clean), found
    return found


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def colours(data: bytes) -> list[Any]:
    """Return the colours in the upper left, the upper right and below."""
    picture = opened(data)
    width, height = picture.size
    return [picture.getpixel((width * x // 8, height * y // 8)) for x, y in ((2, 2), (6, 2), (4, 6))]


def near(found: Any, wanted: tuple[int, int, int], by: int = 14) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def assert_plain(found: Clean) -> None:
    for file in (found.picture, found.thumbnail):
        assert {marker for marker, _ in pictures.markers(file)} == PLAIN
        assert opened(file).mode == "RGB"
        for secret in pictures.SECRETS:
            assert secret not in file
        assert not opened(file).getexif()
        assert set(opened(file).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", TYPES)
def test_every_kind_of_picture_comes_out_as_a_plain_jpeg(kind: str) -> None:
    found = cleaned(saved(upright(), kind), kind)

    assert_plain(found)
    assert (found.width, found.height) == opened(found.picture).size == (120, 80)
    assert all(near(*pair) for pair in zip(colours(found.picture), (RED, GREEN, BLUE), strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_position_names_and_serial_numbers_are_taken_out(kind: str) -> None:
    data = saved(
        upright(), kind, exif=pictures.exif(), icc_profile=pictures.profile(), xmp=b"<x:xmpmeta>An</x:xmpmeta>"
    )

    assert_plain(cleaned(data, kind))


def test_a_heics_notes_are_taken_out() -> None:
    assert_plain(cleaned(saved(upright(), "HEIF", exif=pictures.exif(), xmp=b"<x:xmpmeta>An</x:xmpmeta>"), "HEIF"))


def test_every_other_block_is_taken_out() -> None:
    blocks = [
        pictures.segment(0xFE, b"comment of Nguyen Van An"),
        pictures.segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08Nguyen Van An"),
        pictures.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
        pictures.segment(0xE2, b"MPF\0Canon"),
        pictures.segment(0xEF, b"Canon"),
    ]

    assert_plain(cleaned(with_segments(saved(upright(), comment=b"SERIAL-4711"), *blocks)))


def test_a_pngs_texts_are_taken_out() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Nguyen Van An")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Canon</x:xmpmeta>", zip=True)

    assert_plain(cleaned(saved(upright(), "PNG", pnginfo=notes), "PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_that_lies_is_put_upright(kind: str, orientation: int) -> None:
    found = cleaned(saved(laid(orientation), kind, exif=pictures.exif(orientation)), kind)

    assert (found.width, found.height) == (120, 80)
    assert all(near(*pair) for pair in zip(colours(found.picture), (RED, GREEN, BLUE), strict=True))
    assert all(near(*pair) for pair in zip(colours(found.thumbnail), (RED, GREEN, BLUE), strict=True))


@pytest.mark.parametrize("orientation", [0, 9, 255, 65535])
def test_an_orientation_that_is_none_changes_nothing(orientation: int) -> None:
    assert cleaned(saved(upright(), exif=pictures.exif(orientation))).width == 120


@pytest.mark.parametrize("notes", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"])
def test_a_broken_exif_block_harms_nothing(notes: bytes) -> None:
    assert cleaned(with_segments(saved(upright()), pictures.segment(0xE1, notes))).width == 120


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (upright(mode="L"), "JPEG"), (upright(mode="CMYK"), "JPEG"), (upright(mode="L"), "PNG"),
        (upright(mode="P"), "PNG"), (upright(mode="1"), "PNG"), (upright(mode="LA"), "PNG"),
        (upright(mode="RGBA"), "PNG"), (upright(mode="RGBA"), "WEBP"), (upright(mode="RGBA"), "HEIF"),
        (upright(mode="L"), "HEIF"),
    ],
    ids=lambda value: getattr(value, "mode", value),
)  # fmt: skip
def test_pictures_of_every_mode_are_taken(picture: Image.Image, kind: str) -> None:
    found = cleaned(saved(picture, kind), kind)

    assert_plain(found)
    assert near(colours(found.picture)[2], picture.convert("RGB").getpixel((60, 60)), by=40)


def test_what_lets_light_through_lies_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))

    for kind in ("PNG", "WEBP"):
        assert near(colours(cleaned(saved(clear, kind), kind).picture)[0], (255, 255, 255), by=2)


def test_a_palettes_clear_colour_lies_on_white() -> None:
    picture = Image.new("P", (50, 50), 0)
    picture.putpalette([0, 0, 0, 200, 0, 0])

    assert near(colours(cleaned(saved(picture, "PNG", transparency=0), "PNG").picture)[0], (255, 255, 255), by=2)


def test_sixteen_bits_are_scaled_and_not_cut_off() -> None:
    assert near(colours(cleaned(saved(SIXTEEN_BITS, "PNG"), "PNG").picture)[0], (128, 128, 128), by=2)


def test_an_interlaced_png_is_taken() -> None:
    rows = b"".join(b"\0" + bytes(3 * width) for width, height in ((1, 1), (1, 1), (2, 1), (2, 2), (4, 2)) for _ in
                    range(height))  # fmt: skip
    data = pictures.png_of(7, 3, rows)

    assert clean(
        data.replace(b"\0\0\0\x07\0\0\0\x03\x08\x02\0\0\0", b"\0\0\0\x07\0\0\0\x03\x08\x02\0\0\1"), "image/png"
    )


def test_a_progressive_picture_is_taken() -> None:
    assert_plain(cleaned(saved(upright((600, 400)), progressive=True)))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(("size", "wanted"), [((4000, 3000), (2048, 1536)), ((900, 2700), (683, 2048))])
def test_a_large_picture_is_made_smaller(kind: str, size: tuple[int, int], wanted: tuple[int, int]) -> None:
    found = cleaned(saved(upright(size), kind), kind)

    assert opened(found.picture).size == wanted
    assert max(opened(found.thumbnail).size) == 320
    assert all(near(*pair) for pair in zip(colours(found.picture), (RED, GREEN, BLUE), strict=True))


def test_strips_leave_no_seam() -> None:
    slope = Image.linear_gradient("L").resize((3000, 3000), Image.Resampling.BICUBIC).convert("RGB")

    found = opened(cleaned(saved(slope, "PNG"), "PNG").picture).convert("L")

    column = [found.getpixel((1024, y)) for y in range(2048)]
    assert max(abs(one - other) for one, other in pairwise(column)) <= 3  # type: ignore[operator]


def test_colours_of_another_profile_become_those_of_srgb() -> None:
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    # The same profile with red and blue changed over: a picture that says so must come out with them changed back.
    block = bytearray(wide.tobytes())
    red, blue = block.index(b"rXYZ", 128), block.index(b"bXYZ", 128)
    block[red : red + 4], block[blue : blue + 4] = b"bXYZ", b"rXYZ"

    found = cleaned(saved(Image.new("RGB", (40, 40), RED), icc_profile=bytes(block)))

    colour = opened(found.picture).getpixel((20, 20))
    assert colour[2] > 150 > colour[0]  # type: ignore[index]


def test_a_profile_that_is_none_harms_nothing() -> None:
    assert near(colours(cleaned(saved(upright(), icc_profile=b"nonsense" * 40)).picture)[0], RED)


@pytest.mark.parametrize(
    "behind",
    [pictures.film(), pictures.samsungs(), saved(upright((40, 30))), bytes(700), saved(upright()) + pictures.film(),
     pictures.film() + pictures.samsungs(), b"\0" * 8 + saved(upright())],
    ids=["film", "samsung", "jpeg", "zeros", "jpeg and film", "film and samsung", "zeros and jpeg"],
)  # fmt: skip
def test_what_phones_put_behind_a_photo_is_thrown_away(behind: bytes) -> None:
    found = cleaned(saved(upright(), exif=pictures.exif()) + behind)

    assert_plain(found)


def test_the_thumbnail_in_a_photo_is_thrown_away() -> None:
    inner = saved(upright((32, 32)))

    assert_plain(cleaned(with_segments(saved(upright()), pictures.segment(0xE1, pictures.exif() + inner))))


def test_the_same_picture_comes_out_the_same() -> None:
    data = saved(upright())

    assert clean(data, "image/jpeg") == clean(data, "image/jpeg")
