"""What editors do with published data at their desks."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from tests.phones import Heard, Phone
from tests.publishing import BENCHES, Publishing, benches, published

DESK = "/desk/v1/datasets"


def an_editor() -> Phone:
    """Return the phone of an editor of the city's root body."""
    return Phone.of_staff("editor")


def sent(editor: Phone, city: Publishing, content: str, kind: str = "benches", **told: Any) -> dict[str, Any]:
    """Send a file through the desk, let everything happen, and return the import as the desk shows it."""
    ticket = editor.post(f"{DESK}/{kind}/imports", {"file_name": "ghế.csv", **told}).json
    assert city.tell(city.drop(ticket["upload"]["fields"]["key"], content))
    city.run()
    shown: dict[str, Any] = editor.get(f"{DESK}/{kind}/imports/{ticket['import_id']}").json
    return shown


def choose(editor: Phone, version: str, kind: str = "benches", **told: Any) -> Heard:
    """Make a version the active one."""
    return editor.post(f"{DESK}/{kind}/activation", {"version": version, **told})


def ways_of_editors(city: Publishing) -> dict[str, Callable[[], object]]:
    """Return how each route of the desk's data sets is asked, by an editor for whom it has something to do."""
    editor, kind = an_editor(), f"{DESK}/benches"
    one, two = (published(BENCHES, [{"bench_id": "ghe-1", "name": name}])["version"] for name in ("Một", "Hai"))
    with patch("chalicelib.platform.publication.making.build", side_effect=RuntimeError):
        failed = sent(editor, city, benches("Bốn"))["import_id"]
    return {
        f"GET {DESK}": lambda: editor.get(DESK),
        f"GET {DESK}/{{kind}}": lambda: editor.get(kind),
        f"POST {DESK}/{{kind}}/imports": lambda: editor.post(f"{kind}/imports", {"file_name": "a.csv"}),
        f"GET {DESK}/{{kind}}/imports": lambda: editor.get(f"{kind}/imports"),
        f"GET {DESK}/{{kind}}/imports/{{import_id}}": lambda: editor.get(f"{kind}/imports/{failed}"),
        f"POST {DESK}/{{kind}}/imports/{{import_id}}/run": lambda: editor.post(f"{kind}/imports/{failed}/run", None),
        f"GET {DESK}/{{kind}}/versions": lambda: editor.get(f"{kind}/versions"),
        f"GET {DESK}/{{kind}}/comparison": lambda: editor.get(f"{kind}/comparison", **{"from": one, "to": two}),
        f"POST {DESK}/{{kind}}/activation": lambda: choose(editor, one),
    }
