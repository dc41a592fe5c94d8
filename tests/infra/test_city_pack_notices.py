"""Every notice that a move sends has its words in both languages, and no words are left over."""

from chalicelib.feedback import rules
from chalicelib.shared import city


def test_every_notice_of_the_table_has_its_words_and_none_is_left_over() -> None:
    codes = {code for move in rules.MOVES for code in move.tells.values()}

    assert {notice["code"] for notice in city.load("notices")["items"]} == codes


def test_a_notice_that_shows_the_public_text_belongs_to_moves_that_always_have_one() -> None:
    showing = {notice["code"] for notice in city.load("notices")["items"] if "text" in notice["placeholders"]}
    told = [move for move in rules.MOVES if showing & set(move.tells.values())]

    lacking = [move.action for move in told if not ({"public_text", "text"} & {*move.demands} or move.reason_is_told)]
    assert lacking == []
