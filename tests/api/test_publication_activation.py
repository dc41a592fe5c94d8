"""Which version is active: one row, a pointer written from it, five versions kept, private ones out of reach."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.shared.errors import Conflict, NotFound
from tests.cloud import Cloud
from tests.phones import Phone
from tests.publishing import BENCHES, SECRETS, declared, published

ROWS = [{"bench_id": "ghe-1", "name": "Ghế đá Tao Đàn", "lat": 10.7745, "lon": 106.6925}]


@pytest.fixture(autouse=True)
def benches(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A city with benches and secrets to publish."""
    with declared(monkeypatch, BENCHES, SECRETS):
        yield


def rows(*names: str) -> list[dict[str, Any]]:
    return [{"bench_id": f"ghe-{place}", "name": name} for place, name in enumerate(names, 1)]


def keys(aws: Cloud, bucket: str) -> list[str]:
    import os

    listed = aws.client("s3").list_objects_v2(Bucket=os.environ[f"BUCKET_{bucket}"]).get("Contents", ())
    return sorted(each["Key"] for each in listed)


def pointer(aws: Cloud) -> dict[str, Any]:
    import os

    found = aws.client("s3").get_object(Bucket=os.environ["BUCKET_PUBLIC"], Key="datasets/benches/current.json")
    told: dict[str, Any] = json.loads(found["Body"].read())
    return told


def choose(version: str, sequence: int | None = None) -> Any:
    from chalicelib.platform.publication import activation

    return activation.choose(BENCHES, version, sequence, {"citizen_id": "citizen_editor", "body_id": None})


def test_a_version_that_is_published_lies_beside_its_pointer(aws: Cloud) -> None:
    told = published(BENCHES, ROWS)

    assert set(keys(aws, "PUBLIC")) == {"datasets/benches/current.json", f"datasets/benches/{told['url']}"}
    assert told.keys() == {
        "kind", "version", "sequence", "sha256", "size", "rows", "url", "as_of", "source", "activated_at", "previous",
        "fallback",
    }  # fmt: skip
    assert (told["sequence"], told["rows"], told["previous"]) == (1, 1, None)


def test_files_say_how_long_they_may_be_kept(aws: Cloud) -> None:
    import os

    told, s3 = published(BENCHES, ROWS), aws.client("s3")

    kept = [
        s3.head_object(Bucket=os.environ["BUCKET_PUBLIC"], Key=f"datasets/benches/{name}")["CacheControl"]
        for name in ("current.json", told["url"])
    ]
    assert kept == ["public, max-age=10", "public, max-age=31536000, immutable"]


def test_the_newest_five_versions_stay_and_older_ones_are_deleted(aws: Cloud) -> None:
    told = [published(BENCHES, rows(f"Ghế {place}")) for place in range(7)]

    assert keys(aws, "PUBLIC") == sorted(
        ["datasets/benches/current.json", *(f"datasets/benches/{each['url']}" for each in told[2:])]
    )
    assert told[-1]["previous"] == told[-2]["version"]


def test_a_version_is_taken_back_and_forward_in_one_call_each(aws: Cloud) -> None:
    one, two = published(BENCHES, rows("Một")), published(BENCHES, rows("Hai"))

    choose(one["version"])
    back = pointer(aws)
    choose(two["version"], sequence=3)

    assert (back["version"], back["sequence"], back["previous"]) == (one["version"], 3, two["version"])
    assert back["sha256"] == one["sha256"]
    assert back["fallback"] == {name: two[name] for name in ("version", "sha256", "size", "url")}
    assert (pointer(aws)["version"], pointer(aws)["sequence"]) == (two["version"], 4)


def test_the_version_that_is_active_is_chosen_again_without_a_change(aws: Cloud) -> None:
    one = published(BENCHES, rows("Một"))

    choose(one["version"], sequence=1)

    assert pointer(aws)["sequence"] == 1


def test_a_version_before_a_roll_back_stays_however_old_it_is(aws: Cloud) -> None:
    told = [published(BENCHES, rows(f"Ghế {place}")) for place in range(5)]
    choose(told[0]["version"])

    new = published(BENCHES, rows("Ghế mới"))

    assert new["previous"] == told[0]["version"]
    kept = {told[0]["url"], *(each["url"] for each in told[2:]), new["url"]}
    assert keys(aws, "PUBLIC") == sorted(["datasets/benches/current.json", *(f"datasets/benches/{e}" for e in kept)])


def test_a_corrupt_version_is_not_chosen_and_the_active_one_stays(aws: Cloud) -> None:
    import os

    one, two = published(BENCHES, rows("Một")), published(BENCHES, rows("Hai"))
    aws.client("s3").put_object(Bucket=os.environ["BUCKET_PUBLIC"], Key=f"datasets/benches/{one['url']}", Body=b"x")

    with pytest.raises(Conflict, match="dataset_version_corrupt"):
        choose(one["version"])

    assert pointer(aws) == two


def test_who_looked_at_an_older_state_changes_nothing(aws: Cloud) -> None:
    one, two = published(BENCHES, rows("Một")), published(BENCHES, rows("Hai"))

    with pytest.raises(Conflict, match="dataset_changed"):
        choose(one["version"], sequence=1)
    with pytest.raises(NotFound, match="dataset_version_not_found"):
        choose("20200101T000000Z-00000000")

    assert pointer(aws) == two


def test_a_private_kind_leaves_nothing_where_everybody_may_read(aws: Cloud) -> None:
    told = published(SECRETS, [{"secret_id": "bi-mat-1"}])

    assert keys(aws, "PUBLIC") == []
    assert keys(aws, "DATASETS") == [f"private/secrets/{told['url']}", "private/secrets/current.json"]


def test_the_catalogue_names_public_kinds_alone(aws: Cloud) -> None:
    told = published(BENCHES, ROWS)
    published(SECRETS, [{"secret_id": "bi-mat-1"}])

    heard = Phone().get("/v1/datasets", headers={"Accept-Language": "en"})

    [item] = [each for each in heard.json["items"] if each["kind"] == "benches"]
    assert "secrets" not in heard.text
    del told["fallback"]
    assert item == {
        **told,
        "title": "Benches",
        "url": f"https://public.test/datasets/benches/{told['url']}",
        "pointer_url": "https://public.test/datasets/benches/current.json",
    }
    assert heard.headers["cache-control"] == "public, max-age=60"
    again = {"Accept-Language": "en", "If-None-Match": heard.headers["etag"]}
    assert Phone().get("/v1/datasets", headers=again).status == 304


def test_the_catalogue_of_a_city_that_has_published_nothing_is_empty(aws: Cloud) -> None:
    assert Phone().get("/v1/datasets").json == {"items": []}
