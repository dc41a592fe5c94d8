"""Whatever bytes arrive, the forwarder stays up and lets one readable request through, or nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.forwarder import Unreadable, Upstream, read_head
from tests.local.test_forwarder import ANSWER, exchange

pytestmark = pytest.mark.long

WORDS = st.sampled_from(
    [b"GET", b"POST", b"/desk/", b"/v1", b"HTTP/1.1", b" ", b"\r\n", b"\n", b"\r", b":", b"Content-Length", b"0", b"5",
     b"Transfer-Encoding", b"chunked", b"Host", b"\0", b"\xff", b"abc"]
)  # fmt: skip


@settings(max_examples=20_000, deadline=None)
@given(st.lists(WORDS, max_size=14).map(b"".join))
def test_a_head_is_read_or_refused(raw: bytes) -> None:
    upstream = Upstream(1, "aaaaaaaa", "bbbbbbbb", "api")

    try:
        head = read_head(raw + b"\r\n\r\n")
        _ = head.chunked, head.length
    except Unreadable:
        return

    sent = head.sent_to(upstream)
    assert sent.count(b"\r\n\r\n") == 1
    assert sent.endswith(b"\r\n\r\n")
    assert sent.lower().count(b"\r\nhost: ") == 1
    assert b"\0" not in sent


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14).map(b"".join))
def test_a_caller_gets_the_answer_or_nothing(raw: bytes) -> None:
    heard, got = exchange(raw + b"\r\n\r\n", hears=lambda so_far: b"\r\n\r\n" in so_far)

    assert got in {b"", ANSWER}
    assert heard.count(b"HTTP/1.") <= 1 + raw.count(b"HTTP/1.")
