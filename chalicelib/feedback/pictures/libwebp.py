"""Decode a WebP at a smaller size by the libwebp that Pillow brings along.

Pillow's own door to it is the decoder of moving pictures, which holds a still one four times over: 400 MB for 25
megapixels. The library itself can shrink while it decodes. Its structures are part of its stable interface
(https://developers.google.com/speed/webp/docs/api, major version 2).
"""

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

_ABI = 0x0209
_RGB, _RGBA = 0, 1


class _Features(ctypes.Structure):
    _fields_ = [
        ("width", ctypes.c_int), ("height", ctypes.c_int), ("has_alpha", ctypes.c_int),
        ("has_animation", ctypes.c_int), ("format", ctypes.c_int), ("pad", ctypes.c_uint32 * 5),
    ]  # fmt: skip


class _Buffer(ctypes.Structure):
    _fields_ = [
        ("colorspace", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
        ("is_external_memory", ctypes.c_int), ("rgba", ctypes.c_void_p), ("stride", ctypes.c_int),
        # The rest of a union with four planes of YUVA, which we never ask for.
        ("size", ctypes.c_size_t), ("rest", ctypes.c_uint8 * 56), ("pad", ctypes.c_uint32 * 4),
        ("private_memory", ctypes.c_void_p),
    ]  # fmt: skip


class _Options(ctypes.Structure):
    _fields_ = [
        ("bypass_filtering", ctypes.c_int), ("no_fancy_upsampling", ctypes.c_int), ("use_cropping", ctypes.c_int),
        ("crop_left", ctypes.c_int), ("crop_top", ctypes.c_int), ("crop_width", ctypes.c_int),
        ("crop_height", ctypes.c_int), ("use_scaling", ctypes.c_int), ("scaled_width", ctypes.c_int),
        ("scaled_height", ctypes.c_int), ("use_threads", ctypes.c_int), ("dithering_strength", ctypes.c_int),
        ("flip", ctypes.c_int), ("alpha_dithering_strength", ctypes.c_int), ("pad", ctypes.c_uint32 * 5),
    ]  # fmt: skip


class _Config(ctypes.Structure):
    _fields_ = [("input", _Features), ("output", _Buffer), ("options", _Options)]


def decoded(data: bytes, size: tuple[int, int]) -> tuple[str, int, Any]:
    """Return mode, stride and pixels of a WebP shrunk to that size; raise ValueError when it is broken."""
    library, config = _library(), _Config()
    if not library.WebPInitDecoderConfigInternal(ctypes.byref(config), _ABI):
        raise RuntimeError("this libwebp is of another kind than the one its structures were written for")
    if library.WebPGetFeaturesInternal(data, len(data), ctypes.byref(config.input), _ABI):
        raise ValueError("no WebP")
    options, output = config.options, config.output
    options.use_scaling, (options.scaled_width, options.scaled_height) = 1, size
    mode, depth = ("RGBA", 4) if config.input.has_alpha else ("RGB", 3)
    stride = size[0] * depth
    pixels = ctypes.create_string_buffer(stride * size[1])
    output.colorspace, output.is_external_memory = _RGBA if depth == 4 else _RGB, 1
    output.rgba, output.stride, output.size = ctypes.addressof(pixels), stride, len(pixels)
    if library.WebPDecode(data, len(data), ctypes.byref(config)):
        raise ValueError("a broken WebP")
    return mode, stride, memoryview(pixels).cast("B")


@cache
def _library() -> Any:
    """Return the library that Pillow's wheel holds beside it; it is loaded already when Pillow knows WebP."""
    import PIL._webp

    packages = Path(PIL.__file__).parent.parent
    found = [*packages.glob("pillow.libs/libwebp-*.so*"), *packages.glob("PIL/.dylibs/libwebp.*.dylib")]
    library = ctypes.CDLL(str(found[0]) if found else "libwebp.so.7")
    for name in ("WebPInitDecoderConfigInternal", "WebPGetFeaturesInternal", "WebPDecode"):
        getattr(library, name).restype = ctypes.c_int
    library.WebPGetFeaturesInternal.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int]
    library.WebPDecode.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
    return library
