"""What is no picture, or not the one announced, is refused with its reason and without being decoded."""

import struct
import zlib

import pytest
from PIL import Image

from chalicelib.feedback.pictures import decoding
from chalicelib.feedback.pictures.cleaning import Clean, Refused, clean
from tests import pictures
from tests.pictures import TYPES, saved, upright, with_segments

WHOLE = {kind: saved(upright((64, 48)), kind) for kind in TYPES}
EXTENDED_WEBP = saved(upright(), "WEBP", exif=pictures.exif())


def reason(data: bytes, content_type: str = "image/jpeg") -> str:
    found = clean(data, content_type)
    assert isinstance(found, Refused), "it was taken"
    return found.reason


@pytest.mark.parametrize("announced", TYPES)
@pytest.mark.parametrize("kind", TYPES)
def test_a_file_must_be_of_the_type_it_was_announced_as(kind: str, announced: str) -> None:
    if kind == announced:
        assert isinstance(clean(WHOLE[kind], TYPES[announced]), Clean)
    else:
        assert reason(WHOLE[kind], TYPES[announced]) == "type_mismatch"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff", b"\xff\xd8", b"GIF89a" + bytes(50), b"BM" + bytes(60), b"II*\0" + bytes(60), b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>alert(1)</script>", b"PK\x03\x04" + bytes(60),
        pictures.film(), pictures.box(b"ftyp", b"avif\0\0\0\0mif1avif") + bytes(80), b"\x7fELF" + bytes(60),
        b"RIFF\x10\0\0\0WAVEfmt " + bytes(20), bytes(1000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("announced", TYPES.values())
def test_what_is_no_picture_of_ours_is_refused(data: bytes, announced: str) -> None:
    assert reason(data, announced) == "type_unknown"


def test_a_file_may_have_ten_megabytes() -> None:
    assert reason(WHOLE["JPEG"] + bytes(10 * 1024 * 1024)) == "too_large"


@pytest.mark.parametrize("kind", TYPES)
def test_a_file_that_was_cut_short_is_refused_wherever_the_cut_is(kind: str) -> None:
    data = WHOLE[kind]
    for length in range(16, len(data) - 1):
        assert reason(data[:length], TYPES[kind]) in ("truncated", "broken", "type_unknown"), length


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    "behind",
    [pictures.archive(), b"<html><script>alert(1)</script>", b"%PDF-1.4\n%%EOF", b"<?php system($_GET[0]); ?>",
     b"#!/bin/sh\nreboot\n", b"x", b"\0<html>", b"\n\n", b"Rar!\x1a\x07\0", WHOLE["PNG"]],
    ids=["zip", "html", "pdf", "php", "script", "one byte", "hidden html", "lines", "rar", "png"],
)  # fmt: skip
def test_a_picture_that_is_something_else_as_well_is_refused(kind: str, behind: bytes) -> None:
    assert reason(WHOLE[kind] + behind, TYPES[kind]) in ("trailing_data", "truncated", "broken")


@pytest.mark.parametrize("before", [saved(upright()), pictures.film(), bytes(64)])
def test_nothing_hides_behind_what_phones_put_there(before: bytes) -> None:
    for hidden in (pictures.archive(), b"<html><script>", b"%PDF-1.4"):
        assert reason(WHOLE["JPEG"] + before + hidden) == "trailing_data"


def test_no_archive_hides_in_a_block() -> None:
    held = pictures.archive()
    comment = struct.pack("<H", len(WHOLE["JPEG"]))

    assert reason(with_segments(WHOLE["JPEG"], pictures.segment(0xFE, held[:-2] + comment))) == "trailing_data"


def test_no_document_begins_in_a_block() -> None:
    assert reason(with_segments(WHOLE["JPEG"], pictures.segment(0xFE, b"\n%PDF-1.4\n1 0 obj"))) == "trailing_data"


@pytest.mark.parametrize(
    ("data", "announced"),
    [
        (pictures.png_of(50_000, 50_000), "image/png"),
        (pictures.png_of(2_147_483_647, 2_147_483_647), "image/png"),
        (pictures.png_of(5001, 5000), "image/png"),
        (pictures.png_of(20_001, 1), "image/png"),
        (pictures.jpeg_of(65_500, 65_500), "image/jpeg"),
        (pictures.jpeg_of(11_000, 10_001), "image/jpeg"),
        (pictures.heic_of(60_000, 60_000), "image/heic"),
        (pictures.heic_of(5001, 5000), "image/heic"),
        (pictures.webp_of(16_383, 16_383), "image/webp"),
        (pictures.webp_of(5001, 5000), "image/webp"),
    ],
)
def test_a_bomb_is_refused_by_what_its_head_says(data: bytes, announced: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "shrunk", None)

    assert reason(data, announced) == "too_many_pixels"


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0), (0, 0)])
def test_a_picture_without_pixels_is_refused(width: int, height: int) -> None:
    assert reason(pictures.png_of(width, height), "image/png") == "broken"
    assert reason(pictures.jpeg_of(width, height)) == "broken"


def test_a_progressive_jpeg_too_large_to_keep_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(upright(), progressive=True)
    place = data.index(b"\xff\xc2") + 5
    monkeypatch.setattr(decoding, "shrunk", None)

    assert reason(data[:place] + struct.pack(">HH", 9000, 9000) + data[place + 4 :]) == "too_many_pixels"


def test_a_jpeg_of_thousands_of_scans_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(upright(), progressive=True)
    scans = data.index(b"\xff\xda")
    monkeypatch.setattr(decoding, "shrunk", None)

    assert reason(data[:scans] + data[scans:-2] * 2000 + data[-2:]) == "broken"


@pytest.mark.parametrize("marker", [0xC3, 0xC9, 0xCA])
def test_a_jpeg_that_no_phone_makes_is_refused(marker: int) -> None:
    assert reason(WHOLE["JPEG"].replace(b"\xff\xc0\x00\x11\x08", bytes([0xFF, marker]) + b"\x00\x11\x08")) == "broken"


def test_moving_pictures_are_refused() -> None:
    frames = [upright(), Image.new("RGB", (120, 80), (9, 9, 9))]
    film = {"save_all": True, "append_images": frames[1:], "duration": 100}

    assert reason(saved(frames[0], "PNG", **film), "image/png") == "animated"
    assert reason(saved(frames[0], "WEBP", **film), "image/webp") == "animated"
    assert reason(pictures.box(b"ftyp", b"hevc\0\0\0\0mif1heicmsf1") + bytes(99), "image/heic") == "animated"


def test_a_png_whose_rows_are_missing_or_broken_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "shrunk", None)

    assert reason(pictures.png_of(5000, 5000, bytes(1000)), "image/png") == "broken"
    whole = pictures.png_of(100, 100, bytes(100 * 301))
    assert reason(whole.replace(zlib.compress(bytes(100 * 301), 9), bytes(60)), "image/png") == "broken"


def test_a_png_with_a_wrong_checksum_is_refused() -> None:
    data = bytearray(WHOLE["PNG"])
    data[20] ^= 1

    assert reason(bytes(data), "image/png") == "broken"


@pytest.mark.parametrize("kind", TYPES)
def test_no_change_of_a_byte_makes_it_fail_in_another_way(kind: str) -> None:
    data = WHOLE[kind] if kind != "WEBP" else EXTENDED_WEBP
    for place in range(0, min(len(data), 700), 3):
        for value in (0, 0xFF, data[place] ^ 0x10):
            changed = data[:place] + bytes([value]) + data[place + 1 :]

            assert isinstance(clean(changed, TYPES[kind]), Clean | Refused)
