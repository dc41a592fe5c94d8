"""Read, compare, order and clean Vietnamese text the way people here write it.

Patterns are compiled on first use: compiling them all takes longer than importing the rest of the module, and a
function that looks up a bus never reads an address.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

# The marks of Latin letters fall away; those of other scripts carry meaning and stay. Đ is a letter of its own and
# does not decompose; Icelandic ð looks alike, is another letter and stays.
_FOLDING: dict[int, str | None] = {**dict.fromkeys(range(0x0300, 0x0370)), ord("đ"): "d", ord("Đ"): "D"}

# Tones in the order of Vietnamese dictionaries: ngang (no mark), huyền, hỏi, ngã, sắc, nặng.
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

type _Replacement = str | Callable[[re.Match[str]], str]


def nfc(text: str) -> str:
    """Compose the text, as it is stored and compared everywhere."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Give the text as people type it in a hurry: no marks, đ as d, small letters, single spaces."""
    return " ".join(without_marks(text).casefold().split())


def without_marks(text: str) -> str:
    """Give the text in plain Latin letters, small and capital as they were: Đa Kao → Da Kao."""
    return text if text.isascii() else nfc(unicodedata.normalize("NFD", text).translate(_FOLDING))


def _with_each_tone(letters: str) -> str:
    return "".join(nfc(letter + tone) for letter in letters for tone in _TONES)


_LETTER_FOLLOWS = r"(?=[^\W\d_])"
_NAME_FOLLOWS = _LETTER_FOLLOWS + r"(?!\w\.)"
_NO_MARK_FOLLOWS = r"(?![\u0300-\u036f])"
_NO_LETTER_FOLLOWS = r"(?![^\W\d_])" + _NO_MARK_FOLLOWS
_TONE_TOO_LATE = (
    rf"(?:([oO])([{_with_each_tone('aeAE')}])|(?<![qQ])([uU])([{_with_each_tone('yY')}])){_NO_LETTER_FOLLOWS}"
)
_TONE_ON_QU = rf"(?<=[qQ])([{_with_each_tone('uU')}])([aăâeêiôơyAĂÂEÊIÔƠY]){_NO_MARK_FOLLOWS}"


def canonical_tones(text: str) -> str:
    """Put tone marks where the old style has them (hoà → hòa, thuỷ → thủy), so that both styles match.

    Schools write the new style (QĐ 1989/QĐ-BGDĐT, article 8), the press and most resolutions the old one. They
    differ only in oa, oe and uy at the end of a syllable. After q the u belongs to the consonant: quý is right in
    both styles and a slip like qúy or qúa is mended. For matching only: show the official spelling.
    """
    earlier = re.sub(_TONE_TOO_LATE, _move_tone_back, nfc(text))
    return re.sub(_TONE_ON_QU, _move_tone_on, earlier)


def _move_tone_back(match: re.Match[str]) -> str:
    first, second = (part for part in match.groups() if part)
    plain, tone = _without_tone(second)
    return nfc(first + tone) + plain


def _move_tone_on(match: re.Match[str]) -> str:
    plain, tone = _without_tone(match[1])
    return plain + nfc(match[2] + tone)


def _without_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(part for part in parts if part in _TONES)
    return nfc("".join(part for part in parts if part not in _TONES)), tone


def same(a: str, b: str) -> bool:
    """Tell whether two texts are one and the same but for Unicode form, case and where the tone mark stands."""
    return _comparable(a) == _comparable(b)


def _comparable(text: str) -> str:
    return canonical_tones(nfc(text).casefold())


_CAPITAL_FOLLOWS = f"(?=[{_ALPHABET.upper()}{_with_each_tone('AĂÂEÊIOÔƠUƯY')}])"

# Letters that also open names or mean something else need their dot, a digit or a capital after them, or their place
# in an address: P1 is a tower behind "block", TT without a dot mostly a centre (trung tâm), H. a person's initial.
_ABBREVIATIONS = (
    (r"(?i)(?<![\w-])(?:th[àa]nh ph[ốo]\s+|TP(?:\.\s*|\s+)?)?HCMC?(?![\w-])", "Thành phố Hồ Chí Minh"),
    (r"(?<=,)(\s*)(?:TP\.?\s*)?SG(?=\s*$)", r"\1Thành phố Hồ Chí Minh"),
    (r"(?i)(?<![\w-])TP(?:\.\s*|\s+)(?!bank|qu[aậ]n)" + _LETTER_FOLLOWS, "Thành phố "),
    (r"(?i)\bQ\.?\s*0*(?=[1-9]\d?\b)", "Quận "),
    (r"(?i)\bQ\.\s*" + _NAME_FOLLOWS, "Quận "),
    (r"\bQ\s+" + _CAPITAL_FOLLOWS, "Quận "),
    (r"(?i)(?<!lô\s)(?<!block\s)(?<!tháp\s)(?<!tầng\s)\bP\.?\s*0*(?=[1-9]\d?\b)", "Phường "),
    (r"(?i)\bP\.\s*" + _NAME_FOLLOWS, "Phường "),
    (r"\bP\s+" + _CAPITAL_FOLLOWS, "Phường "),
    (r"(?i)(?<!\.)\bX\.\s*" + _NAME_FOLLOWS, "Xã "),
    (r"\bT[Xx](?:\.\s*|\s+)" + _LETTER_FOLLOWS, "Thị xã "),
    (r"\bT[Tt]\.\s*" + _LETTER_FOLLOWS, "Thị trấn "),
    (r"(?i)(^|[,;(-]\s*|\b(?:xã|thị trấn)\s[^,;]{1,30}?\s)H\.\s*" + _NAME_FOLLOWS, r"\1Huyện "),
    (r"(?i)\bKP\.?\s*(?=\w)", "Khu phố "),
    (r"(?i)\bĐ\.\s*(?=\w)", "Đường "),
    (r"(?i)\bđg(?:\.\s*|\s+)(?=\w)", "Đường "),
    (r"(?i)\bCMT\.?\s?(?:8|Tám)\b", "Cách Mạng Tháng Tám"),
    (r"(?i)\bba tháng hai\b", "3 Tháng 2"),
    (r"\bXVNT\b", "Xô Viết Nghệ Tĩnh"),
    (r"\bNKKN\b", "Nam Kỳ Khởi Nghĩa"),
    (r"\bNTMK\b", "Nguyễn Thị Minh Khai"),
    (r"\bĐBP\b", "Điện Biên Phủ"),
    (r"(?i)\bQL\.?\s*(?=\d)", "Quốc lộ "),
    (r"(?i)\bTL\.?\s*(?=\d)", "Tỉnh lộ "),
    (r"\bXL(?:\.\s*|\s+)" + _LETTER_FOLLOWS, "Xa lộ "),
    (r"\bBV(?:\.\s*|\s+)" + _LETTER_FOLLOWS, "Bệnh viện "),
    (r"\bBX(?:\.\s*|\s+)" + _LETTER_FOLLOWS, "Bến xe "),
    (r"\bUBND\b", "Ủy ban nhân dân"),
)

# Streets named after days. "3/2" alone is as likely house 3/2 of a lane, so it becomes a street only behind the
# word street, or behind a house number when no street name follows it.
_DAY = r"(3/2|30/4|2/9|1/5|19/5|26/3|27/4)(?![\w/])"
_DAY_AFTER_STREET = rf"(?i)(\b(?:đường|duong)\s+){_DAY}"
_DAY_AFTER_HOUSE = (
    rf"(?i)((?:^|[,;]|\b(?:số|nhà|hẻm|ngõ))\s*[A-Z]?\d+[A-Z]?(?:/\d+[A-Z]?)*(?:\s?bis)?,?\s+){_DAY}"
    r"(?=\s*(?:$|[,;.(\n]|-\s|phường|quận|xã|huyện|khu phố|thành phố))"
)


def expand_abbreviations(text: str) -> str:
    """Write out the abbreviations of an address: Q1 → Quận 1, P.Bến Nghé → Phường Bến Nghé, TP.HCM, CMT8, 3/2."""
    text = nfc(text)
    for pattern, full in _abbreviations():
        text = pattern.sub(full, text)
    return text


@cache
def _abbreviations() -> tuple[tuple[re.Pattern[str], _Replacement], ...]:
    days = [(pattern, _name_of_day_street) for pattern in (_DAY_AFTER_STREET, _DAY_AFTER_HOUSE)]
    replacements: list[tuple[str, _Replacement]] = [*_ABBREVIATIONS, *days]
    return tuple((re.compile(pattern), full) for pattern, full in replacements)


def _name_of_day_street(match: re.Match[str]) -> str:
    day, month = match[2].split("/")
    return f"{match[1]}{day} Tháng {month}"


_UNIT_TYPES = {
    "phường": "phuong",
    "xã": "xa",
    "đặc khu": "dac_khu",
    "quận": "quan",
    "huyện": "huyen",
    "thị xã": "thi_xa",
    "thị trấn": "thi_tran",
    "thành phố": "thanh_pho",
    "tỉnh": "tinh",
}
_UNIT_TYPES |= {fold(words): code for words, code in _UNIT_TYPES.items()}
_UNIT_TYPES["tt"] = "thi_tran"  # What is known to be a unit is not a centre.
_UNIT = rf"(?i)({'|'.join(_UNIT_TYPES)})\s+(?=\S)"


def unit_name(text: str) -> tuple[str | None, str]:
    """Split the name of an administrative unit into its type and bare name; type None when none is written.

    Types are codes: `phuong`, `xa`, `dac_khu` of today and `quan`, `huyen`, `thi_xa`, `thi_tran`, `thanh_pho`,
    `tinh` of yesterday. The type is understood abbreviated and without marks too.
    """
    text = " ".join(expand_abbreviations(text).split())
    match = re.match(_UNIT, text)
    if match is None:
        return None, text
    return _UNIT_TYPES[match[1].lower()], text[match.end() :]


# Keys are printable ASCII for the languages we meet, so any store that compares bytes sorts them right:
# " " ends a part, "!" ends a word, then digits, then letters by their place in the alphabet from "A" on.
_END_OF_PART, _END_OF_WORD = " ", "!"
_PLACE = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_PLACE |= {str(digit): str(digit) for digit in range(10)}
_WORD = r"[^\W_]+"


def sort_key(text: str) -> str:
    """Give a text that sorts, byte by byte, where a Vietnamese dictionary has the given one.

    First all letters by the alphabet a ă â b c d đ e ê …, then the tones of its words: ngang, huyền, hỏi, ngã, sắc,
    nặng. Case, punctuation and tone placement do not matter. This is the order of ICU for `vi`.
    """
    words = [_word_key(word) for word in re.findall(_WORD, _comparable(text))]
    letters = _END_OF_WORD.join(letters for letters, _ in words)
    tones = "".join(tone for _, tone in words).rstrip("0")
    return letters + _END_OF_PART + tones


def _word_key(word: str) -> tuple[str, str]:
    letters, tones = _without_tone(word)
    bases = (_PLACE.get(letter) or _PLACE.get(fold(letter)) or "~" + letter for letter in letters)
    tone = _TONES.index(tones[0]) + 1 if tones else 0
    return "".join(bases), str(tone)


def sort_key_of_name(full_name: str) -> str:
    """Give the sort key of a person's name: by given name, which comes last, then family, then middle names."""
    *before, given = full_name.split() or [""]
    family, middle = " ".join(before[:1]), " ".join(before[1:])
    return _END_OF_PART.join(sort_key(part) for part in (given, family, middle))


_LINE_ENDS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_KEPT_CONTROLS = "\n\t"

# Control, format (bidirectional overrides, zero-width characters, byte order marks) and half surrogate pairs.
_JUNK_CATEGORIES = {"Cc", "Cf", "Cs"}

# Letters and code points that show nothing, used for names that look empty, or that no XML may carry.
_JUNK = dict.fromkeys(map(ord, "\u034f\u115f\u1160\u3164\uffa0\ufffe\uffff"))
_JOINER = "\u200d"
_MOST_MARKS = 8
_EMOJI_CATEGORIES = {"So", "Sk", "Sm", "Cn"}
_EMOJI_STYLE = "\ufe0f"


def clean_text(text: str) -> str:
    """Give a text that is what it looks like: composed, trimmed, without control, direction or invisible characters.

    Newlines (all kinds as one) and tabs stay, and so does the joiner inside an emoji of several people or things.
    """
    text = _bearable(re.sub(_LINE_ENDS, "\n", text))
    if not text.isprintable():
        text = "".join(character for place, character in enumerate(text) if _is_wanted(character, text, place))
    return nfc(text.translate(_JUNK)).strip()


def _bearable(text: str) -> str:
    """Drop the marks beyond eight on one letter: no script needs them, and composing them takes the square of time."""
    if text.isascii():
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_wanted(character: str, text: str, place: int) -> bool:
    if character == _JOINER:
        return _is_emoji(text[place - 1 : place]) and _is_emoji(text[place + 1 : place + 2])
    return character in _KEPT_CONTROLS or unicodedata.category(character) not in _JUNK_CATEGORIES


def _is_emoji(character: str) -> bool:
    return bool(character) and (character == _EMOJI_STYLE or unicodedata.category(character) in _EMOJI_CATEGORIES)
