"""What people are told of a report on its way: its sender at every step, who follows it, and the bodies' boxes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.shared import clock
from tests.boxes import body_titles, inbox, titles
from tests.builders import a_report
from tests.cloud import Cloud
from tests.desks import DESK, DESK_1022, LIGHTING, REPORTS, a_sent_report, act, handler, operator, resolved, say
from tests.following import Lambda
from tests.phones import Phone

ADDRESS = {"address": "7 Công trường Lam Sơn"}


def tell(lambda_: Lambda) -> None:
    """Let the dispatcher and the inbox's follower do their part."""
    lambda_.stream()
    lambda_.queue("inbox")


def follow(phone: Phone, report_id: str) -> None:
    """Let somebody follow a report from now on, whether she may see it or not."""
    from chalicelib.feedback.following.models import Follow

    Follow(report_id, phone.citizen_id, followed_at=clock.rfc3339(clock.now()), via={report_id}).save()


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def go_the_whole_way(an: Phone, lamp: str) -> None:
    """Take a report through every move that people make on its way to a good end."""
    desk, body = operator(), handler()
    act(desk, lamp, "assign", body_id=LIGHTING)
    act(body, lamp, "accept")
    act(body, lamp, "ask_info", public_text="Cột số mấy?")
    say(an, lamp, "answers", text="Cột 12.")
    say(an, lamp, "comments", text="Gọi tôi 0901234567.")
    act(body, lamp, "comment", public_text="Mai sẽ đến.")
    act(body, lamp, "comment", note="Nhớ mang thang.")
    act(body, lamp, "extend", promised_at=in_days(9), reason="Chờ vật tư.")
    act(body, lamp, "wait_external", reason="Chờ điện lực.")
    act(body, lamp, "resume")
    act(body, lamp, "plan", promised_at=in_days(20))
    act(body, lamp, "resume")
    act(body, lamp, "resolve", public_text="Đã thay bóng đèn.")
    say(an, lamp, "reopening", reason="Vẫn tối.")
    act(desk, lamp, "reopen", reason="Đúng là chưa sáng.")
    act(body, lamp, "accept")
    act(body, lamp, "return", reason="Đèn của khu công nghiệp.")
    act(desk, lamp, "assign", body_id=LIGHTING)
    act(body, lamp, "accept")
    act(body, lamp, "resolve", public_text="Đã nối lại dây.")
    assert say(an, lamp, "rating", score=5).json["status"] == "closed"


WHOLE_WAY = [
    ("Đã tiếp nhận phản ánh", "Report received"),
    ("Đã chuyển phản ánh", "Report passed on"),
    ("Đang xử lý phản ánh", "Report in progress"),
    ("Cần thêm thông tin", "A question about your report"),
    ("Đã nhận câu trả lời", "Answer received"),
    # Her own comment is no news for her, nor is a note among officers.
    ("Có ý kiến mới", "A new comment"),
    ("Gia hạn xử lý", "New date"),
    ("Đang chờ đơn vị khác", "Waiting for others"),
    ("Tiếp tục xử lý", "Work goes on"),
    ("Đã lên kế hoạch", "Planned"),
    ("Tiếp tục xử lý", "Work goes on"),
    ("Đã có kết quả", "A result"),
    ("Đã nhận yêu cầu mở lại", "Wish to reopen received"),
    ("Phản ánh được mở lại", "Report reopened"),
    ("Đang xử lý phản ánh", "Report in progress"),
    ("Đang tìm đơn vị phù hợp", "Looking for the right body"),
    ("Đã chuyển phản ánh", "Report passed on"),
    ("Đang xử lý phản ánh", "Report in progress"),
    ("Đã có kết quả", "A result"),
    ("Phản ánh đã đóng", "Report closed"),
]


def test_a_sender_is_told_of_every_step_in_order_and_in_both_languages(an: Phone, lambda_: Lambda) -> None:
    lamp = a_sent_report(an, location=ADDRESS)
    go_the_whole_way(an, lamp)

    tell(lambda_)

    assert titles(an, "vi") == [vietnamese for vietnamese, _ in WHOLE_WAY]
    assert titles(an, "en") == [english for _, english in WHOLE_WAY]
    messages = inbox(an, limit=100)["items"]
    assert {message["thing_ref"] for message in messages} == {f"report:{lamp}"}
    assert all(lamp in message["body"] for message in messages)


def test_each_body_finds_in_its_box_what_it_should_know(an: Phone, lambda_: Lambda) -> None:
    go_the_whole_way(an, a_sent_report(an, location=ADDRESS))

    tell(lambda_)

    assert body_titles(operator()) == ["To be triaged", "A wish to reopen", "Report returned"]
    assert body_titles(handler()) == [
        "Report assigned",
        "The citizen has answered",
        "A comment of the citizen",
        "Report reopened",
        "Report assigned",
        "A verdict",
    ]


def test_a_message_says_what_stood_when_it_happened_however_late_it_is_told(an: Phone, lambda_: Lambda) -> None:
    lamp = resolved(an)
    expected = an.get(f"{REPORTS}/{lamp}").json["expected_at"]
    say(an, lamp, "reopening", reason="Vẫn tối.")
    act(operator(), lamp, "reopen", reason="Chưa sáng.", body_id="so-xay-dung", promised_at=in_days(30))

    tell(lambda_)

    bodies = [message["body"] for message in reversed(inbox(an, "en")["items"])]
    local = datetime.fromisoformat(expected) + timedelta(hours=7)
    assert f"promised by {local:%H:%M} on {local.day} {local:%B %Y}" in bodies[0]
    assert "Lighting" not in bodies[-1] and "Department of Construction" in bodies[-1]
    assert body_titles(handler("so-xay-dung")) == ["Report reopened"]


def test_followers_are_told_in_the_same_words_but_for_what_strangers_may_not_read(an: Phone, lambda_: Lambda) -> None:
    lamp, binh, chi = a_sent_report(an), Phone.of_citizen("binh"), Phone.of_citizen("chi")
    tell(lambda_)
    follow(binh, lamp)
    act(handler(), lamp, "accept")
    say(an, lamp, "comments", text="Gọi tôi 0901234567.")
    follow(chi, lamp)
    act(handler(), lamp, "comment", public_text="Mai 8 giờ, gọi 0283822222.")

    tell(lambda_)

    assert titles(binh, "en") == ["Report in progress", "A new comment"]
    assert titles(chi, "en") == ["A new comment"]
    assert titles(an, "en") == ["Report received", "Report in progress", "A new comment"]
    told = "".join(message["body"] for message in inbox(binh, "en")["items"])
    assert "0901234567" not in told
    assert "0283822222" in told
    assert an.citizen_id not in str(inbox(binh))


def test_followers_of_a_report_that_is_not_public_read_none_of_its_texts(an: Phone, lambda_: Lambda) -> None:
    hidden, binh = a_sent_report(an, public=False), Phone.of_citizen("binh")
    follow(binh, hidden)

    assert act(operator(), hidden, "refuse", reason="Hóa đơn của nhà số 5.").status == 200
    tell(lambda_)

    assert "nhà số 5" in inbox(an)["items"][0]["body"]
    assert inbox(binh)["items"][0]["body"].endswith("(nội dung không công khai)")
    assert inbox(binh, "en")["items"][0]["body"].endswith("(not shown to the public)")


def test_one_person_gets_one_message_of_an_event_even_when_she_follows_her_own_report(
    an: Phone, lambda_: Lambda
) -> None:
    lamp = a_sent_report(an)
    follow(an, lamp)

    say(an, lamp, "comments", text="Tối quá.")
    act(handler(), lamp, "accept")
    tell(lambda_)

    assert titles(an, "en") == ["Report received", "Report in progress"]


def test_notes_among_officers_reach_no_box(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    lamp, binh = a_sent_report(an), Phone.of_citizen("binh")
    follow(binh, lamp)
    act(handler(), lamp, "comment", note="Chủ nhà khó tính.")
    act(handler(), lamp, "refuse", reason="Đèn tư nhân.", note="Chủ nhà đã biết.")

    tell(lambda_)

    assert "Chủ nhà" not in str(aws.items("messages"))


def test_a_report_of_a_caller_is_told_to_its_body_alone(aws: Cloud, lambda_: Lambda) -> None:
    desk = operator()
    sent = desk.post(DESK, a_report(channel="phone"))
    act(desk, sent.json["report_id"], "assign", body_id=LIGHTING)
    act(handler(), sent.json["report_id"], "accept")

    tell(lambda_)

    assert [row["recipient"]["S"] for row in aws.items("messages")] == [f"body:{LIGHTING}"]


ENDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "refuse": ("refuse", {"reason": "Đèn tư nhân."}, "Đèn tư nhân."),
    "refer": ("refer", {"reason": "Thuộc Tây Ninh."}, "Thuộc Tây Ninh."),
    "withdraw": ("withdraw", {"reason": "Trùng."}, "đã được rút."),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_report_is_told_although_nobody_acts_on_it_any_more(an: Phone, lambda_: Lambda, end: str) -> None:
    action, fields, said = ENDS[end]
    lamp = a_sent_report(an)

    assert act(operator(), lamp, action, **fields).status == 200
    tell(lambda_)

    assert inbox(an)["items"][0]["body"].endswith(said)


def test_a_merge_and_its_undoing_are_told_to_the_sender_and_the_body(an: Phone, lambda_: Lambda) -> None:
    master, twin = a_sent_report(Phone.of_citizen("binh")), a_sent_report(an)
    tell(lambda_)
    desk = operator()

    act(desk, twin, "merge", target_report_id=master)
    act(desk, twin, "split", reason="Hai cột khác nhau.")
    tell(lambda_)

    assert titles(an, "en") == ["Report received", "Report merged", "Report taken apart"]
    assert master in inbox(an)["items"][1]["body"]
    assert body_titles(handler())[-1:] == ["Report merged"]
    assert body_titles(operator()) == ["To be triaged"]


def test_a_wish_to_reopen_that_is_declined_is_told_with_its_reason(an: Phone, lambda_: Lambda) -> None:
    lamp = resolved(an)
    say(an, lamp, "reopening", reason="Vẫn tối.")

    act(operator(), lamp, "close", reason="Đèn đã sáng khi kiểm tra.")
    tell(lambda_)

    assert inbox(an)["items"][0]["title"] == "Không mở lại phản ánh"
    assert inbox(an)["items"][0]["body"].endswith("Đèn đã sáng khi kiểm tra.")


def test_an_escalation_reaches_the_body_then_the_one_above_it_then_the_root(
    an: Phone, aws: Cloud, lambda_: Lambda
) -> None:
    from chalicelib.shared import city

    lamp = a_sent_report(an)
    tell(lambda_)
    above = city.body(LIGHTING)["parent"]
    assert above is not None

    for level in (1, 2, 3):
        escalate(lamp, level)
        tell(lambda_)

    told = [item for item in aws.items("messages") if item["code"]["S"] == "case_escalated"]
    assert sorted((item["values"]["S"].partition('"level":')[2][0], item["recipient"]["S"]) for item in told) == [
        ("1", f"body:{LIGHTING}"),
        ("2", f"body:{above}"),
        ("3", f"body:{DESK_1022}"),
    ]
    assert titles(an, "en") == ["Report received"]


def escalate(report_id: str, level: int) -> None:
    """Let a report be late, as time writes it."""
    from chalicelib.feedback import rules
    from chalicelib.feedback.models import HEAD, Report
    from chalicelib.feedback.movers import SYSTEM
    from chalicelib.feedback.orders import Order, event_of

    head = Report.get(report_id, HEAD)
    row = rules.row_for(head.status, "escalate", ("system",))
    assert row is not None
    event_of(Order(SYSTEM, report_id, rules.Wish("escalate"), more={"level": level}), row, head).save()
