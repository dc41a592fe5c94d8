"""What pictures cost in memory and time, measured in a process each; and what exiftool finds in them afterwards."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests import pictures
from tests.pictures import TYPES, saved, with_segments

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone tells what a process held at most"),
]

ACCEPTED_MEGABYTES, REFUSED_MEGABYTES, REFUSED_SECONDS = 150, 100, 1.0
MEASURE = """
import io, json, pathlib, sys, time
from PIL import Image
import pillow_heif
from chalicelib.feedback.pictures import cleaning
def warm(kind, content_type):
    out = io.BytesIO(); Image.new("RGB", (64, 64)).save(out, kind); cleaning.clean(out.getvalue(), content_type)
for each in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")): warm(*each)
# Not getrusage: what it calls the highest is also that of the process that started this one.
status = pathlib.Path("/proc/self/status")
top = lambda: int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
before, started = top(), time.perf_counter()
found = cleaning.clean(open(sys.argv[1], "rb").read(), sys.argv[2])
print(json.dumps([getattr(found, "reason", None), top() - before, time.perf_counter() - started]))
"""


def measured(data: bytes, content_type: str, folder: Path) -> tuple[str | None, float, float]:
    """Return the reason of a refusal, the megabytes beyond those of an idle worker, and the seconds."""
    (folder / "picture").write_bytes(data)
    command = [sys.executable, "-c", MEASURE, str(folder / "picture"), content_type]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    reason, megabytes, seconds = json.loads(done.stdout)
    return reason, megabytes, seconds


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """Return a picture with something in every corner, as a camera makes it."""
    grain = Image.effect_noise((500, 500), 50).resize(size, Image.Resampling.BILINEAR)
    picture = Image.merge("RGB", (grain, grain.transpose(Image.Transpose.FLIP_LEFT_RIGHT), grain))
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("kind", "mode", "size", "options"),
    [
        ("JPEG", "RGB", (12_000, 9_000), {"quality": 30}),
        ("JPEG", "RGB", (4_095, 4_095), {"quality": 60}),
        ("JPEG", "CMYK", (4_095, 4_095), {"quality": 40}),
        ("JPEG", "RGB", (5_000, 5_000), {"quality": 50, "progressive": True}),
        ("PNG", "RGB", (5_000, 5_000), {"compress_level": 1}),
        ("PNG", "RGBA", (5_000, 5_000), {"compress_level": 1}),
        ("PNG", "P", (5_000, 5_000), {}),
        ("PNG", "LA", (20_000, 1_250), {}),
        ("WEBP", "RGB", (5_000, 5_000), {"quality": 50, "method": 0}),
        ("WEBP", "RGBA", (5_000, 5_000), {"lossless": True, "method": 0, "quality": 0}),
        ("HEIF", "RGB", (5_712, 4_284), {}),
    ],
    ids=str,
)
def test_an_accepted_picture_costs_no_more_memory_than_promised(
    kind: str, mode: str, size: tuple[int, int], options: dict[str, object], tmp_path: Path
) -> None:
    picture = noise(size, mode)
    # What packs badly is drawn over with one colour, as far as ten megabytes ask for it.
    if kind == "PNG" or options.get("lossless"):
        picture.paste(picture.getpixel((0, 0)), (0, size[1] // 20, *size))

    reason, megabytes, _ = measured(saved(picture, kind, **options), TYPES[kind], tmp_path)

    assert reason is None
    # A picture cannot cost nothing: then it was not measured.
    assert 10 <= megabytes <= ACCEPTED_MEGABYTES


@pytest.mark.parametrize(
    ("made", "content_type"),
    # Made when its turn comes: the largest take seconds and a gigabyte.
    [
        (lambda: pictures.png_of(60_000, 60_000, bytes(100_000_000)), "image/png"),
        (lambda: pictures.png_of(5_000, 5_000, bytes(74_000_000)), "image/png"),
        (lambda: pictures.png_of(100, 100, bytes(1_000_000_000)), "image/png"),
        (lambda: pictures.jpeg_of(65_000, 65_000), "image/jpeg"),
        (lambda: pictures.webp_of(16_000, 16_000), "image/webp"),
        (lambda: pictures.webp_of(5_000, 5_000), "image/webp"),
        (lambda: pictures.heic_of(60_000, 60_000), "image/heic"),
        (lambda: saved(pictures.upright((3_000, 2_000))) + bytes(9_000_000) + pictures.archive(), "image/jpeg"),
        (lambda: saved(pictures.upright((3_000, 2_000)))[:-2] + b"\x00" * 9_000_000, "image/jpeg"),
        (lambda: b"\xff\xd8" + b"\xff\xfe\x00\x02" * 2_600_000, "image/jpeg"),
        (lambda: b"\xff\xd8" + b"\xff" * 10_000_000, "image/jpeg"),
        (lambda: b"\x89PNG\r\n\x1a\n" + pictures.chunk(b"IHDR", bytes(13)), "image/png"),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_refused_file_costs_little(made: Callable[[], bytes], content_type: str, tmp_path: Path) -> None:
    reason, megabytes, seconds = measured(made(), content_type, tmp_path)

    assert reason is not None
    assert megabytes <= REFUSED_MEGABYTES
    assert seconds <= REFUSED_SECONDS


@pytest.mark.parametrize("kind", TYPES)
def test_exiftool_finds_nothing_of_anybody(kind: str, tmp_path: Path) -> None:
    from chalicelib.feedback.pictures.cleaning import Clean, clean

    exiftool = shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("exiftool is not installed (Debian and Ubuntu: libimage-exiftool-perl)")
    data = saved(pictures.upright(), kind, exif=pictures.exif(6))
    if kind == "JPEG":
        data = with_segments(data, pictures.segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x02An"))
    found = clean(data, TYPES[kind])
    assert isinstance(found, Clean)
    (tmp_path / "clean.jpg").write_bytes(found.picture)

    done = subprocess.run(
        [exiftool, "-json", "-G", "-a", "-u", str(tmp_path / "clean.jpg")], capture_output=True, check=True
    )

    groups = {tag.partition(":")[0] for tag in json.loads(done.stdout)[0]}
    assert groups <= {"SourceFile", "ExifTool", "File", "JFIF", "Composite"}
