"""THE list of what the city serves: 12 feature groups and `platform`, each a package and the URL prefixes it owns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.published.datasets import Dataset

# The modules of a package that hold a Chalice blueprint: what citizens and staff call, and what AWS calls.
ROUTED = ("routes", "desk")
FACES = (*ROUTED, "workflow")


@dataclass(frozen=True)
class Function:
    """One function of routes: its name as in FEATURE, the group it belongs to, its packages, and its path prefixes."""

    name: str
    group: str
    packages: tuple[str, ...]
    prefixes: tuple[str, ...]

    def faces(self, kinds: tuple[str, ...] = ROUTED) -> list[str]:
        """Return the dotted names of the modules that hold this function's blueprints."""
        modules = [f"{package}.{face}" for package in self.packages for face in kinds]
        return [module for module in modules if find_spec(module)]

    def reach(self, path: str) -> int:
        """Return the length of the longest of its prefixes under which a URL path lies, 0 when there is none."""
        fitting = (prefix for prefix in self.prefixes if path == prefix or path.startswith(prefix + "/"))
        return max(map(len, fitting), default=0)


@dataclass(frozen=True)
class Feature:
    """A feature group: its name as in URLs and FEATURE, and the path prefixes that only it may serve.

    `parts` are packages inside its own that have faces of their own. A part that stands in `apart` has a function of
    its own, which alone serves the paths below the prefix beside it: it needs what the rest of the group must not load,
    or may do what the rest must not.
    """

    name: str
    prefixes: tuple[str, ...]
    parts: tuple[str, ...] = ()
    apart: Mapping[str, str] = field(default_factory=dict)

    @property
    def package(self) -> str:
        """Return the dotted name of the group's Python package."""
        return f"chalicelib.{self.name.replace('-', '_')}"

    def functions(self) -> tuple[Function, ...]:
        """Return the group's functions of routes: its own first, then those of the parts that stand apart."""
        parts = (f"{self.package}.{part}" for part in self.parts if part not in self.apart)
        own = Function(self.name, self.name, (self.package, *parts), self.prefixes)
        return own, *(self._function_of(part, prefix) for part, prefix in self.apart.items())

    def _function_of(self, part: str, prefix: str) -> Function:
        return Function(f"{self.name}-{part.replace('_', '-')}", self.name, (f"{self.package}.{part}",), (prefix,))

    def faces(self, kinds: tuple[str, ...] = FACES) -> list[str]:
        """Return the dotted names of the modules that hold this group's blueprints, whichever function serves them."""
        return [face for function in self.functions() for face in function.faces(kinds)]

    def owns(self, path: str) -> bool:
        """Tell whether a URL path lies under one of this group's prefixes."""
        return self.functions()[0].reach(path) > 0


def _group(name: str, *more: str, parts: tuple[str, ...] = (), apart: Mapping[str, str] | None = None) -> Feature:
    return Feature(name, (f"/v1/{name}", f"/desk/v1/{name}", *more), parts, apart or {})


FEATURES: tuple[Feature, ...] = (
    _group("feedback", "/open311/v2", parts=("pictures", "timekeeping", "following", "telling")),
    _group("education"),
    _group("health"),
    _group("tourism"),
    _group("transport"),
    # Certificates are of named people: private files, a counter against guessing, and nobody beside them.
    _group("construction", parts=("certificates",), apart={"certificates": "/v1/construction/certificates"}),
    _group("agencies"),
    _group("public-services"),
    _group("map"),
    _group("account", parts=("devices",)),
    _group("login"),
    _group("notifications"),
    Feature(
        "platform",
        (
            "/v1/openapi.json",
            "/v1/app-settings",
            "/v1/health-check",
            "/.well-known",
            "/docs",
            "/v1/datasets",
            "/v1/hsds",
            "/desk/v1/datasets",
        ),
        parts=("publication", "hsds"),
    ),
)


def named(name: str) -> Feature:
    """Return the feature of this name; raise KeyError with the names there are for an unknown one."""
    for feature in FEATURES:
        if feature.name == name:
            return feature
    raise KeyError(f"{name!r} is no feature of this city; it has {', '.join(names())}")


def names() -> tuple[str, ...]:
    """Return the names of all features, in the order of the list."""
    return tuple(feature.name for feature in FEATURES)


def owner_of(path: str) -> Feature | None:
    """Return the one feature that serves this path, or None when nobody does."""
    return next((feature for feature in FEATURES if feature.owns(path)), None)


def functions() -> tuple[Function, ...]:
    """Return every function of routes, in the order of the list."""
    return tuple(function for feature in FEATURES for function in feature.functions())


def function_named(name: str) -> Function:
    """Return the function of this FEATURE; raise KeyError with those there are for an unknown one."""
    known = {function.name: function for function in functions()}
    if name not in known:
        raise KeyError(f"FEATURE={name!r} is no function of this city; it has {', '.join(known)}")
    return known[name]


def function_of(path: str) -> Function | None:
    """Return the function that serves this path, the one with the longest prefix; None when nobody does."""
    nearest = max(functions(), key=lambda function: function.reach(path))
    return nearest if nearest.reach(path) else None


def datasets() -> "tuple[Dataset, ...]":
    """Return every kind of published data that a feature declares in its `dataset.py`."""
    modules = (f"{feature.package}.dataset" for feature in FEATURES)
    return tuple(each for module in modules if find_spec(module) for each in import_module(module).DATASETS)


def register(app: Any, only: str | None = None) -> None:
    """Give the app the blueprints of every feature, or the routes of one function; import nothing of the others.

    Handlers that no route leads to are called by their own names: the function of a group's routes does not load them.
    """
    from chalicelib.shared import auth

    app.register_blueprint(auth.blueprint)
    faces = [face for feature in FEATURES for face in feature.faces()] if only is None else function_named(only).faces()
    for face in faces:
        app.register_blueprint(import_module(face).blueprint)
