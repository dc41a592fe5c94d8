"""THE list of what the city serves: 12 feature groups and `platform`, each a package and the URL prefixes it owns."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.published.datasets import Dataset

# The modules of a package that hold a Chalice blueprint: what citizens and staff call, and what AWS calls.
ROUTED = ("routes", "desk")
FACES = (*ROUTED, "workflow")


@dataclass(frozen=True)
class Feature:
    """A feature group: its name as in URLs and FEATURE, and the path prefixes that only it may serve.

    `parts` are packages inside its own that have faces of their own.
    """

    name: str
    prefixes: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """Return the dotted name of the group's Python package."""
        return f"chalicelib.{self.name.replace('-', '_')}"

    def faces(self, kinds: tuple[str, ...] = FACES) -> list[str]:
        """Return the dotted names of the modules that hold this group's blueprints."""
        packages = (self.package, *(f"{self.package}.{part}" for part in self.parts))
        modules = [f"{package}.{face}" for package in packages for face in kinds]
        return [module for module in modules if find_spec(module)]

    def owns(self, path: str) -> bool:
        """Tell whether a URL path lies under one of this group's prefixes."""
        return any(path == prefix or path.startswith(prefix + "/") for prefix in self.prefixes)


def _group(name: str, *more: str, parts: tuple[str, ...] = ()) -> Feature:
    return Feature(name, (f"/v1/{name}", f"/desk/v1/{name}", *more), parts)


FEATURES: tuple[Feature, ...] = (
    _group("feedback", "/open311/v2", parts=("pictures", "timekeeping", "following", "telling")),
    _group("education"),
    _group("health"),
    _group("tourism"),
    _group("transport"),
    _group("construction"),
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
    raise KeyError(f"FEATURE={name!r} is no feature of this city; it has {', '.join(names())}")


def names() -> tuple[str, ...]:
    """Return the names of all features, in the order of the list."""
    return tuple(feature.name for feature in FEATURES)


def owner_of(path: str) -> Feature | None:
    """Return the one feature that serves this path, or None when nobody does."""
    return next((feature for feature in FEATURES if feature.owns(path)), None)


def datasets() -> "tuple[Dataset, ...]":
    """Return every kind of published data that a feature declares in its `dataset.py`."""
    modules = (f"{feature.package}.dataset" for feature in FEATURES)
    return tuple(each for module in modules if find_spec(module) for each in import_module(module).DATASETS)


def register(app: Any, only: str | None = None) -> None:
    """Give the app the blueprints of every feature, or the routes of one alone; import nothing of the others.

    Handlers that no route leads to are called by their own names: the function of a group's routes does not load them.
    """
    from chalicelib.shared import auth

    app.register_blueprint(auth.blueprint)
    faces = [face for feature in FEATURES for face in feature.faces()] if only is None else named(only).faces(ROUTED)
    for face in faces:
        app.register_blueprint(import_module(face).blueprint)
