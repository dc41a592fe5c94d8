"""Build what is deployed: `python -m infra.build local|aws` writes the artefact, the templates and their parameters.

`python -m infra.build templates` writes the templates alone.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.packaging import artefact, documents, requirements, split, workflows
from infra.packaging.alarms import operations_template
from infra.packaging.grants import read_grants
from infra.packaging.model import Model, read_model
from infra.packaging.queues import messaging_template, queues_of
from infra.packaging.requirements import PROJECT, BuildError, Platform

# The stacks in the order in which they are deployed; a stack may take the outputs of those before it as parameters.
STACKS = ("data", "messaging", "workflows", "edge", "api", "operations")
CITY = "hcmc"
# Libraries that only some functions get, from requirements-<name>.txt.
LAYERS = ("pictures",)


@dataclass(frozen=True)
class Built:
    """What one build made: the artefact, a template per stack, and the parameters that the target itself decides.

    `layers` are zips by the keys under which they lie beside the artefact.
    """

    target: str
    folder: Path
    code: Path
    code_key: str
    templates: Mapping[str, Path]
    parameters: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, Path] = field(default_factory=dict)

    def template(self, stack: str) -> dict[str, Any]:
        """Return the template of one stack."""
        document: dict[str, Any] = json.loads(self.templates[stack].read_text(encoding="utf-8"))
        return document


def build(target: str, out: Path | None = None, city: str = CITY) -> Built:
    """Build everything for `local` (this machine) or `aws` (python3.13, arm64); raise BuildError when it cannot."""
    platform = platform_of(target)
    folder = out or PROJECT / "build" / target
    paths = write_templates(folder)
    code = artefact.make(platform, city, documents.read("grants.yaml")["botocore_services"], folder / "code.zip")
    key = f"code/{artefact.digest(code)}.zip"
    made = {name: artefact.make_layer(platform, name, folder / f"layer-{name}.zip") for name in LAYERS}
    layers = {f"layers/{name}-{artefact.digest(path)}.zip": path for name, path in made.items()}
    parameters = parameters_of(platform, city, key, dict(zip(LAYERS, layers, strict=True)))
    built = Built(target, folder, code, key, paths, parameters, layers)
    (folder / "parameters.json").write_text(json.dumps(built.parameters, indent=2) + "\n", encoding="utf-8")
    return built


def write_templates(folder: Path) -> dict[str, Path]:
    """Write the template of every stack into a folder; return their paths by stack."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {stack: folder / f"{stack}.json" for stack in STACKS}
    for stack, template in templates().items():
        paths[stack].write_text(documents.minified(template), encoding="utf-8")
    return paths


def platform_of(target: str) -> Platform:
    """Return what a target's functions run on."""
    if target not in ("local", "aws"):
        raise BuildError(f"there is no target {target!r}; it is local or aws")
    return requirements.AWS if target == "aws" else requirements.this_machine()


def templates(model: Model | None = None) -> dict[str, dict[str, Any]]:
    """Return the template of every stack; they are the same for every target."""
    model = model or read_model()
    overlay, document = documents.read("api.yaml"), documents.read("grants.yaml")
    grants = read_grants(document)
    watched = {
        "functions": split.functions_of(model, grants),
        "apis": overlay["x-apis"],
        "queues": queues_of(grants),
        "workflows": workflows.names(),
    }
    return {
        "data": documents.read("data.yaml"),
        "messaging": messaging_template(documents.read("messaging.yaml"), grants),
        "workflows": workflows.workflows_template(documents.read("workflows.yaml")),
        "edge": documents.read("edge.yaml"),
        "api": split.api_template(model, overlay, document),
        "operations": operations_template(documents.read("operations.yaml"), **watched),
    }


def parameters_of(platform: Platform, city: str, code_key: str, layer_keys: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters in which the targets differ; tests/infra has the reason of each."""
    return {
        "Cloud": platform.name,
        "City": city,
        "Runtime": platform.runtime,
        "Architecture": platform.architecture,
        "CodeKey": code_key,
        **{f"{documents.pascal(name)}LayerKey": key for name, key in layer_keys.items()},
    }


def main(arguments: list[str] | None = None) -> int:
    """Build from the command line and print what was made; `templates` leaves the artefact out."""
    parser = argparse.ArgumentParser(prog="python -m infra.build", description="Build what is deployed.")
    parser.add_argument("target", choices=("local", "aws", "templates"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--city", default=CITY)
    given = parser.parse_args(arguments)
    try:
        made = _made(given.target, given.out, given.city)
    except (BuildError, split.SplitError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in made:
        sys.stdout.write(f"{_size(path)}  {path}\n")
    return 0


def _made(target: str, out: Path | None, city: str) -> list[Path]:
    if target == "templates":
        return list(write_templates(out or PROJECT / "build" / target).values())
    built = build(target, out, city)
    return [built.code, *built.layers.values(), *built.templates.values()]


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:8.1f} MB" if size >= 1e6 else f"{size / 1e3:8.1f} KB"


if __name__ == "__main__":
    raise SystemExit(main())
