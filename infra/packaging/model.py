"""Ask Chalice's own packager what the app is: its API, its authorizers and its other handlers, and nothing built."""

import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from chalice.app import Chalice, CORSConfig
from chalice.config import Config
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import BuildStage, InjectDefaults
from chalice.deploy.deployer import SwaggerBuilder as SwaggerStep
from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.deploy.validate import validate_configuration
from chalice.package import PackageOptions, ResourceBuilder, SAMTemplateGenerator

from infra.packaging.documents import kebab

PROJECT = Path(__file__).resolve().parents[2]

# Every function gets a role of its own from grants.yaml; Chalice is only kept from inventing one.
_NO_ROLE = "arn:aws:iam::000000000000:role/each-function-has-its-own"


@dataclass(frozen=True)
class Model:
    """What Chalice knows of the app; `handlers` are functions that no route leads to, by their block in grants.yaml."""

    swagger: dict[str, Any]
    authorizers: dict[str, str]
    handlers: dict[str, str]
    cors_headers: dict[str, str]

    @property
    def paths(self) -> dict[str, dict[str, Any]]:
        """Return the operations of every path, OPTIONS included."""
        paths: dict[str, dict[str, Any]] = self.swagger["paths"]
        return paths


class _Principals(PackageOptions):
    """Knows the services' names without Chalice's client, which would ask botocore for a region."""

    def __init__(self) -> None:
        pass

    def service_principal(self, service: str) -> str:
        return f"{service}.amazonaws.com"


def read_model(app: Chalice | None = None) -> Model:
    """Return the model of the whole app; refuse what Chalice itself would refuse to deploy."""
    app = app or import_module("app").app
    template = _sam_template(_config(app))
    functions = {name: body for name, body in template["Resources"].items() if body["Type"].endswith("::Function")}
    functions.pop("APIHandler")
    _refuse_events(functions)
    guards = {handler.handler_string for handler in app.builtin_auth_handlers}
    handlers = {block_of(body["Properties"]["Handler"]): body["Properties"]["Handler"] for body in functions.values()}
    return Model(
        swagger=json.loads(json.dumps(template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"])),
        authorizers={block: handler for block, handler in handlers.items() if handler in guards},
        handlers={block: handler for block, handler in handlers.items() if handler not in guards},
        cors_headers=_cors_headers(app),
    )


def _cors_headers(app: Chalice) -> dict[str, str]:
    if not isinstance(app.api.cors, CORSConfig):
        raise TypeError("app.api.cors says nothing of CORS, and API Gateway's own answers need it")
    return dict(app.api.cors.get_access_control_headers())


def block_of(handler: str) -> str:
    """Return the name of a handler's block in grants.yaml: `chalicelib.shared.auth.staff_authorizer` → kebab name."""
    return kebab(handler.rsplit(".", 1)[1])


def _config(app: Chalice) -> Config:
    written = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    given = {
        "chalice_app": app,
        "project_dir": str(PROJECT),
        "manage_iam_role": False,
        "iam_role_arn": _NO_ROLE,
    }
    config = Config(chalice_stage="dev", user_provided_params=given, config_from_disk=written)
    validate_configuration(config)
    return config


def _sam_template(config: Config) -> dict[str, Any]:
    """Return Chalice's template; its packaging step is left out, since the artefact is made by `artefact.py`."""
    stage = BuildStage([InjectDefaults(), SwaggerStep(CFNSwaggerGenerator())])
    builder = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), stage)
    resources = builder.construct_resources(config, "dev")
    template: dict[str, Any] = SAMTemplateGenerator(config, _Principals()).generate(resources)
    return template


def _refuse_events(functions: dict[str, dict[str, Any]]) -> None:
    # Chalice needs literal names or ARNs of event sources; ours are made by the same stacks (architecture 9.12).
    for name, body in functions.items():
        if body["Properties"].get("Events"):
            raise ValueError(f"{name}: declare it with lambda_function() and wire its events in the templates")
