"""Decide about a new report: who is responsible, which answers a category takes, what the public may read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.shared import clock
from chalicelib.shared.errors import FieldError
from chalicelib.shared.vietnamese import clean_text

OLDEST_CAPTURE = timedelta(days=30)
# A phone's clock may run ahead of ours by a little; more is a wrong clock or a forged draft.
CLOCK_SKEW = timedelta(seconds=60)
LONGEST_ANSWER = 1000
_SUMMARY_LENGTH = 100


@dataclass(frozen=True)
class Destination:
    """Where a new report goes: its body, and the status it starts in."""

    body_id: str
    status: str


def destination(
    category: Mapping[str, Any],
    ward_code: str | None,
    ward_is_exact: bool,
    has_point: bool,
    committees: Mapping[str, str],
    triage_body: str,
) -> Destination:
    """Decide which body gets a report.

    A category with a city-wide body goes straight to it, wherever the place is. One that depends on the ward goes to
    that ward's committee when the ward is certain, else to triage; so does whatever has an address but no point.
    """
    body = category["responsible_body"]
    if not has_point:
        return Destination(triage_body, "in_triage")
    if "body_id" in body:
        return Destination(body["body_id"], "received")
    committee = committees.get(ward_code or "")
    if ward_is_exact and committee:
        return Destination(committee, "received")
    return Destination(triage_body, "in_triage")


def capture_problem(captured_at: str | None, now: datetime) -> str | None:
    """Return what is wrong with the time a draft was made, or None."""
    if captured_at is None:
        return None
    moment = clock.parse_rfc3339(captured_at)
    if moment > now + CLOCK_SKEW:
        return "in_the_future"
    return "too_long_ago" if moment < now - OLDEST_CAPTURE else None


def flag_problems(category: Mapping[str, Any], public: bool | None, anonymous: bool) -> list[FieldError]:
    """Return which wishes of the sender the category does not grant."""
    problems = []
    if public and not category["public"]:
        problems.append(FieldError("/public", "public_not_allowed"))
    if anonymous and not category["anonymous"]:
        problems.append(FieldError("/anonymous", "anonymous_not_allowed"))
    return problems


def photo_problems(category: Mapping[str, Any], photo_ids: Sequence[str]) -> list[FieldError]:
    """Return what is wrong with the photos a report names, as far as the category and the names alone tell."""
    if len({*photo_ids}) < len(photo_ids):
        return [FieldError("/photo_ids", "photo_used")]
    return [FieldError("/photo_ids", "missing")] if category["photo"] == "required" and not photo_ids else []


def cleaned_answers(questions: list[dict[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are kept: texts cleaned as every other text is, times in UTC.

    Only what `answer_problems` found nothing wrong with may be cleaned: an endless text costs endless time.
    """
    kinds = {question["code"]: question["datatype"] for question in questions}
    return {
        code: _cleaned(kinds.get(code, "text"), answer) for code, answer in answers.items() if not _is_empty(answer)
    }


def _cleaned(kind: str, answer: Any) -> Any:
    if kind == "datetime":
        return clock.rfc3339(clock.parse_rfc3339(answer))
    return clean_text(answer) if isinstance(answer, str) else answer


def _is_empty(answer: Any) -> bool:
    return answer is None or answer in ("", []) or (isinstance(answer, str) and not answer.strip())


def answer_problems(questions: list[dict[str, Any]], answers: Mapping[str, Any]) -> list[FieldError]:
    """Return every answer that is missing, unknown or of the wrong kind (attribute types of Open311 GeoReport v2)."""
    asked = {question["code"]: question for question in questions if question.get("variable", True)}
    problems = [FieldError(_place(code), "unknown_question") for code in answers if code not in asked]
    for code, question in asked.items():
        problem = _answer_problem(question, answers.get(code))
        if problem:
            problems.append(FieldError(_place(code), problem))
    return problems


def _answer_problem(question: Mapping[str, Any], answer: Any) -> str | None:
    if _is_empty(answer):
        return "missing" if question["required"] else None
    if isinstance(answer, str) and len(answer) > LONGEST_ANSWER:
        return "too_long_answer"
    return _ANSWER_CHECKS[question["datatype"]](question, answer)


def _text_problem(_question: Mapping[str, Any], answer: Any) -> str | None:
    # Half of a surrogate pair is a broken phone or an attack: it is refused as in every other text.
    whole = isinstance(answer, str) and not any("\ud800" <= character <= "\udfff" for character in answer)
    return None if whole else "not_a_text"


def _number_problem(_question: Mapping[str, Any], answer: Any) -> str | None:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        return "not_a_number"
    plain = re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", str(answer))
    return None if plain else "not_a_number"


def _time_problem(_question: Mapping[str, Any], answer: Any) -> str | None:
    try:
        clock.parse_rfc3339(answer)
    except (ValueError, TypeError):
        return "not_a_time"
    return None


def _choice_problem(question: Mapping[str, Any], answer: Any) -> str | None:
    keys = {value["key"] for value in question["values"]}
    return None if isinstance(answer, str) and answer in keys else "not_one_of_the_choices"


def _choices_problem(question: Mapping[str, Any], answer: Any) -> str | None:
    given = answer if isinstance(answer, list) else [answer]
    if any(_choice_problem(question, one) for one in given):
        return "not_one_of_the_choices"
    return "repeated_choice" if len(set(given)) != len(given) else None


_ANSWER_CHECKS = {
    "string": _text_problem,
    "text": _text_problem,
    "number": _number_problem,
    "datetime": _time_problem,
    "singlevaluelist": _choice_problem,
    "multivaluelist": _choices_problem,
}


def _place(code: str) -> str:
    return "/answers/" + code[:80].replace("~", "~0").replace("/", "~1")


def summary_of(description: str) -> str:
    """Return the first words of a description, for one line of a list."""
    line = " ".join(description.split())
    return line if len(line) <= _SUMMARY_LENGTH else line[: _SUMMARY_LENGTH - 1].rstrip() + "…"
