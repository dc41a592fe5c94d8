"""The words of a unit's name as people write them, brought to one form: `P.14`, `F14`, `Ward 14` → `phuong 14`."""

import re

from chalicelib.shared.vietnamese import canonical_tones, expand_abbreviations, fold, nfc, without_marks

# What is known to be the name of a unit may be shortened more boldly than an address: h. is no person's initial here.
_SHORT = {
    "p": "phuong", "f": "phuong", "ward": "phuong", "x": "xa", "commune": "xa", "tt": "thi tran",
    "township": "thi tran", "dk": "dac khu", "q": "quan", "dist": "quan", "district": "quan", "h": "huyen",
    "tx": "thi xa", "town": "thi xa", "tp": "thanh pho", "city": "thanh pho",
}  # fmt: skip
_LETTERS = sorted(_SHORT, key=len, reverse=True)
_GLUED = rf"\b({'|'.join(_LETTERS)})(?=\d)"
# The last word may be half a word yet: "phuong p" is on its way to "phuong phu loi".
_SHORTENED = rf"\b(?:({'|'.join(_LETTERS)})(?=\s+\S)|(?<=\S\s)(ward|commune|township|district|town|city)$)"
_WORD = r"[^\W_]+"
WARD_KINDS = ("phuong", "xa", "thi tran")
DISTRICT_KINDS = ("quan", "huyen", "thi xa", "thanh pho")
# "Quận 3 (cũ)" is quận 3; củ of Củ Chi is another word, and without its mark it is taken for cũ at the end alone.
_FORMER = r"(?i)\bcũ\b|\(\s*cu\s*\)|\bcu\s*$"
_ENGLISH = {
    "Phường": "Ward", "Xã": "Commune", "Thị trấn": "Township", "Đặc khu": "Special Zone", "Quận": "District",
    "Huyện": "District", "Thị xã": "Town", "Thành phố": "City", "Tỉnh": "Province",
}  # fmt: skip


def spoken(text: str) -> str:
    """Give the words in small letters without marks, kinds of units written out, numbers without leading zeros."""
    words = plain(expand_abbreviations(re.sub(_FORMER, " ", nfc(text)))).replace("special zone", "dac khu")
    apart = re.sub(_GLUED, r"\1 ", words)
    written = re.sub(_SHORTENED, lambda found: _SHORT[found[1] or found[2]], apart)
    return re.sub(r"\b0+(?=[1-9])", "", written)


def accented(text: str) -> str:
    """Give the words in small letters with their marks, tones where the old style has them."""
    return marked(expand_abbreviations(text))


def plain(official: str) -> str:
    """Give the words of an official name, which abbreviates nothing, as `spoken` gives those of any text."""
    return " ".join(re.findall(_WORD, fold(official)))


def marked(official: str) -> str:
    """Give the words of an official name as `accented` gives those of any text."""
    return " ".join(re.findall(_WORD, canonical_tones(nfc(official).casefold())))


def parted(official: str) -> tuple[str, str]:
    """Split an official name into its kind and its bare name: Thị trấn Tân Túc → (Thị trấn, Tân Túc)."""
    kind = next((each for each in _ENGLISH if official.startswith(f"{each} ")), "")
    return kind, official.removeprefix(f"{kind} ")


def in_english(official: str) -> str:
    """Give an official name as it is written in English: Thị trấn Tân Túc → Tan Tuc Township, Quận 3 → District 3."""
    kind, name = parted(official)
    return f"{_ENGLISH[kind]} {name}" if name.isdigit() else f"{without_marks(name)} {_ENGLISH[kind]}"


def says(written: str, name: str) -> bool:
    """Tell whether words hold a name as whole words; both as `spoken` or both as `accented` gives them."""
    return f" {name} " in f" {written} "


def has_one_slip(typed: str, meant: str) -> bool:
    """Tell whether one text is another but for one letter too many, missing, wrong, or two neighbours swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    begin = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    one, other = typed[begin:], meant[begin:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or _swapped(one, other)


def _swapped(one: str, other: str) -> bool:
    return one[:2] == other[1::-1] and one[2:] == other[2:]
