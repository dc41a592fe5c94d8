"""What every route of the city keeps to: a contract, a sentence, a guard, one owner, and an address of one form."""

import re
from typing import Any

import pytest

import app
from chalicelib.features import FEATURES
from chalicelib.shared.access import CITIZEN, OPEN, OPTIONAL, Access, staff
from chalicelib.shared.contract import Contract
from tests.conventions.source import lines

# Everything else that changes something needs a person who proved who she is.
OPEN_WRITES = {
    "POST /v1/login/vneid/callback": "nobody is logged in yet; the code and state of VNeID are the proof",
    "POST /v1/login/refresh": "the access token may have run out; the refresh token is the proof",
    "POST /v1/login/logout": "the access token may have run out; the refresh token is the proof",
}
_GUARDS = {"open": None, "optional": None, "citizen": "citizen_authorizer", "staff": "staff_authorizer"}
_VARIABLE = re.compile(r"\{[a-z]+(_[a-z]+)*\}")
_LITERAL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.json|\.xml)?")
# One thing that holds many: its name stands for all that lies in it.
_HOLDERS = {"inbox"}
# Places that a standard names for us.
_STANDARD = {".well-known"}

ROUTES = [(path, method, entry) for path, methods in app.app.routes.items() for method, entry in methods.items()]
CONTRACTS = [getattr(entry.view_function, "contract", None) for _, _, entry in ROUTES]
by_route = pytest.mark.parametrize(
    ("path", "method", "entry"), ROUTES, ids=[f"{method} {path}" for path, method, _ in ROUTES]
)


def contract(access: Access = OPEN, **changes: Any) -> Contract:
    """Return a contract that breaks no rule, with these changes."""
    given = {"method": "GET", "path": "/v1/map/units", "name": "list_units", "summary": "List them.", "description": ""}
    return Contract(access=access, **{**given, **changes})


def sentence_problem(summary: str) -> str | None:
    """Return what keeps a summary from being one sentence."""
    if not re.fullmatch(r"[A-Z][^\n]*[^.\s]\.", summary) or len(summary.split()) < 3:
        return f"{summary!r} is no sentence"
    return None


def guard_problem(promise: Contract, authorizer: str | None) -> str | None:
    """Return how the guard that API Gateway asks differs from what the contract says."""
    expected = _GUARDS[promise.access.kind]
    if authorizer != expected:
        return f"{promise.access.kind} routes ask {expected}, this one asks {authorizer}"
    if promise.path.startswith("/desk/") != (promise.access.kind == "staff"):
        return "staff routes, and they alone, lie under /desk/"
    if promise.access.kind == "staff" and not promise.access.roles:
        return "a staff route names its roles"
    if promise.cache and promise.access.kind != "open":
        return "an answer that depends on who asks must not be shared"
    return None


def path_problem(path: str) -> str | None:
    """Return what is wrong with the parts of a path."""
    parts = path.split("/")[1:]
    for place, part in enumerate(parts):
        if not (_LITERAL.fullmatch(part) or _VARIABLE.fullmatch(part) or part in _STANDARD):
            return f"{part!r} is neither kebab-case nor wholly a {{name}}"
        if part.startswith("{") and not parts[place - 1].endswith("s") and parts[place - 1] not in _HOLDERS:
            return f"{part} follows {parts[place - 1]!r}, which is not plural"
    return None


def variable_problems(paths: list[str]) -> list[str]:
    """Return the places where two paths name the same variable differently; API Gateway refuses such siblings."""
    names: dict[str, set[str]] = {}
    for path in paths:
        place = ""
        for part in path.split("/")[1:]:
            if part.startswith("{"):
                names.setdefault(place, set()).add(part)
            place += "/{}" if part.startswith("{") else f"/{part}"
    return [f"{place}/: {sorted(found)}" for place, found in names.items() if len(found) > 1]


def name_problem(promise: Contract) -> str | None:
    """Return what is wrong with an operationId."""
    if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", promise.name):
        return f"{promise.name} is not a verb and a thing in snake case"
    last = promise.path.rsplit("/", 1)[-1]
    if promise.name.startswith("list_") and not last.endswith("s"):
        return f"{promise.name} lists several things and /{last} names one"
    return None


@by_route
def test_every_route_has_a_contract_that_says_where_it_lies(path: str, method: str, entry: Any) -> None:
    promise = entry.view_function.contract

    assert (promise.path, promise.method) == (path, method)


@by_route
def test_every_route_says_in_a_sentence_what_the_caller_gets(path: str, method: str, entry: Any) -> None:
    assert sentence_problem(entry.view_function.contract.summary) is None
    assert entry.view_function.__doc__


@by_route
def test_every_route_is_guarded_as_its_contract_says(path: str, method: str, entry: Any) -> None:
    authorizer = entry.authorizer.name if entry.authorizer else None

    assert guard_problem(entry.view_function.contract, authorizer) is None


@by_route
def test_every_route_has_a_name_of_verb_and_thing(path: str, method: str, entry: Any) -> None:
    assert name_problem(entry.view_function.contract) is None


def test_whatever_changes_something_needs_a_login_or_stands_on_the_short_list() -> None:
    open_writes = {
        f"{each.method} {each.path}"
        for each in CONTRACTS
        if each.method != "GET" and each.access.kind in ("open", "optional")
    }

    assert open_writes == set(OPEN_WRITES)


@by_route
def test_every_path_has_exactly_one_owner(path: str, method: str, entry: Any) -> None:
    assert len([feature.name for feature in FEATURES if feature.owns(path)]) == 1


def test_no_group_owns_a_part_of_anothers_paths() -> None:
    prefixes = [(prefix, feature.name) for feature in FEATURES for prefix in feature.prefixes]

    clashes = [
        f"{one} of {its_owner} lies under {other} of {owner}"
        for one, its_owner in prefixes
        for other, owner in prefixes
        if its_owner != owner and (one == other or one.startswith(other + "/"))
    ]
    assert not clashes, lines(clashes)


@by_route
def test_every_address_is_made_of_words_and_whole_variables(path: str, method: str, entry: Any) -> None:
    assert path_problem(path) is None


def test_one_place_of_an_address_has_one_variable_name() -> None:
    assert variable_problems([path for path, _, _ in ROUTES]) == []


def test_no_two_routes_have_the_same_name() -> None:
    names = [each.name for each in CONTRACTS]

    assert len(set(names)) == len(names)


def test_models_of_one_name_are_one_model() -> None:
    shapes = [shape for each in CONTRACTS for shape in (each.body, each.answer)]
    models = {shape for shape in shapes if isinstance(shape, type)}

    assert len({model.__name__ for model in models}) == len(models)


@pytest.mark.parametrize("summary", ["", "list reports", "List reports", "List.", "Show one..", "Show\nit all."])
def test_a_text_that_is_no_sentence_is_found(summary: str) -> None:
    assert sentence_problem(summary)


@pytest.mark.parametrize(
    ("promise", "authorizer"),
    [
        (contract(OPEN), "citizen_authorizer"),
        (contract(OPTIONAL), "citizen_authorizer"),
        (contract(CITIZEN), None),
        (contract(CITIZEN), "staff_authorizer"),
        (contract(staff("editor"), path="/desk/v1/map/units"), "citizen_authorizer"),
        (contract(staff("editor")), "staff_authorizer"),
        (contract(OPEN, path="/desk/v1/map/units"), None),
        (contract(Access("staff"), path="/desk/v1/map/units"), "staff_authorizer"),
        (contract(CITIZEN, cache="public, max-age=60"), "citizen_authorizer"),
    ],
)
def test_a_route_with_the_wrong_guard_is_found(promise: Contract, authorizer: str | None) -> None:
    assert guard_problem(promise, authorizer)


@pytest.mark.parametrize(
    "path", ["/v1/map/Units", "/v1/map/old_units", "/v1/map/{id}.json", "/v1/map/units/", "/v1/map/unit/{unit_id}"]
)
def test_an_address_of_another_form_is_found(path: str) -> None:
    assert path_problem(path)


def test_two_names_for_one_variable_are_found() -> None:
    assert variable_problems(["/v1/a/{a_id}", "/v1/a/{a_code}/b", "/v1/c/{c_id}"]) == ["/v1/a/: ['{a_code}', '{a_id}']"]


@pytest.mark.parametrize(
    "promise", [contract(name="units"), contract(name="listUnits"), contract(name="list_unit", path="/v1/map/unit")]
)
def test_a_route_with_an_odd_name_is_found(promise: Contract) -> None:
    assert name_problem(promise)
