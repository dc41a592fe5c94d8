"""Install what the functions need for one target, take out what only a developer needs, and keep the result."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CACHE = PROJECT / "build" / "cache"

# Chalice asks for pip, setuptools, inquirer, click and PyYAML, which only its command line uses; at run time it needs
# these two files of itself (chalice.deploy.packager adds the same two).
_CHALICE_AT_RUN_TIME = ("__init__.py", "app.py")
# Parts of libraries that no code of ours reaches: command lines, web pages, integrations with frameworks, and cffi's
# compiler (cryptography needs its back end alone, which is a module of its own).
_DROPPED = (
    "bin",
    "aws_xray_sdk/ext/django",
    "aws_xray_sdk/ext/flask",
    "aws_xray_sdk/ext/flask_sqlalchemy",
    "aws_xray_sdk/ext/sqlalchemy",
    "aws_xray_sdk/ext/sqlalchemy_core",
    "aws_xray_sdk/ext/bottle",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",
    "cffi",
    "pycparser",
    "wrapt-stubs",
    "pydantic/v1",
    "pydantic/mypy.py",
    "pydantic/_hypothesis_plugin.py",
)
_DROPPED_SUFFIXES = (".pyi", ".c", ".h", ".pxd", ".pyx", ".typed", ".exe")
_BOTOCORE_COMMON = {"endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"}
# Of Pillow: AVIF, letters and windows, with the libraries that only these need.
_DROPPED_OF_LAYERS = (
    "bin",
    "PIL/_avif*",
    "PIL/_imagingft*",
    "PIL/_imagingtk*",
    "pillow.libs/libavif*",
    "pillow.libs/libfreetype*",
    "pillow.libs/libharfbuzz*",
    "pillow.libs/libbrotli*",
    "pillow.libs/libpng*",
)
# A change of what is kept or dropped makes a new entry in the cache.
_RECIPE = (_CHALICE_AT_RUN_TIME, _DROPPED, _DROPPED_SUFFIXES, sorted(_BOTOCORE_COMMON))


class BuildError(RuntimeError):
    """The artefact cannot be made on this machine; the message says what to do."""


@dataclass(frozen=True)
class Platform:
    """What an artefact is made for; `wheels` are the tags pip takes, none for the machine we are on."""

    name: str
    python: tuple[int, int]
    architecture: str
    wheels: tuple[str, ...] = ()

    @property
    def runtime(self) -> str:
        """Return the Lambda runtime of this platform."""
        return f"python{self.python[0]}.{self.python[1]}"


# python3.13 on Lambda is Amazon Linux 2023 with glibc 2.34; pip takes each tag only when it is named.
_GLIBC = ("2_34", "2_33", "2_32", "2_31", "2_30", "2_29", "2_28", "2_27", "2_26", "2_24", "2_17")
_WHEELS = ("manylinux2014_aarch64", *(f"manylinux_{version}_aarch64" for version in _GLIBC))
AWS = Platform("aws", (3, 13), "arm64", _WHEELS)


def this_machine() -> Platform:
    """Return the platform of the interpreter that runs now, on which the embedded AWS runs the functions."""
    machine = "arm64" if os.uname().machine in ("arm64", "aarch64") else "x86_64"
    return Platform("local", sys.version_info[:2], machine)


def installed(platform: Platform, services: Iterable[str]) -> Path:
    """Return the folder of run-time requirements for a platform, installed once per content of requirements.txt."""
    wanted = sorted(services)
    pins = (PROJECT / "requirements.txt").read_bytes()
    key = hashlib.sha256(repr((_RECIPE, platform, wanted)).encode() + pins).hexdigest()[:16]
    folder = CACHE / f"requirements-{platform.name}-{key}"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            fresh = Path(work) / "site"
            _install(platform, fresh)
            _trim(fresh, wanted)
            _put(fresh, folder)
    return folder


def layer(platform: Platform, name: str) -> Path:
    """Return a folder with what a layer unpacks to, installed once per content of its requirements file."""
    pins = (PROJECT / f"requirements-{name}.txt").read_bytes()
    key = hashlib.sha256(repr((_DROPPED_OF_LAYERS, _DROPPED_SUFFIXES, platform)).encode() + pins).hexdigest()[:16]
    folder = CACHE / f"layer-{name}-{platform.name}-{key}"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            # Where Lambda puts a layer of Python packages on the path.
            site = Path(work) / "layer" / "python"
            _pip(platform, site, _pins(f"requirements-{name}.txt"))
            _trim_layer(site)
            _put(site.parent, folder)
    return folder


def _put(fresh: Path, folder: Path) -> None:
    try:
        os.replace(fresh, folder)
    except OSError:
        # Another build of the same requirements was faster; its folder holds the same.
        if not folder.is_dir():
            raise


def _install(platform: Platform, target: Path) -> None:
    pins = _pins("requirements.txt")
    chalice = [pin for pin in pins if pin.lower().startswith("chalice")]
    _pip(platform, target, [pin for pin in pins if pin not in chalice])
    _pip(platform, target, ["--no-deps", *chalice])


def _pins(name: str) -> list[str]:
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


def _pip(platform: Platform, target: Path, wanted: list[str]) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--target", str(target), "--upgrade"]
    if platform.wheels:
        version = f"{platform.python[0]}.{platform.python[1]}"
        command += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", version]
        command += [part for tag in platform.wheels for part in ("--platform", tag)]
    done = subprocess.run([*command, *wanted], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"pip could not install the run-time requirements:\n{done.stderr.strip()}")


def _trim(site: Path, services: list[str]) -> None:
    for entry in site.iterdir():
        # No code of ours asks importlib.metadata for a version at run time.
        if entry.name.endswith((".dist-info", ".egg-info")):
            shutil.rmtree(entry)
    for name in _DROPPED:
        _remove(site / name)
    for entry in (site / "chalice").iterdir():
        if entry.name not in _CHALICE_AT_RUN_TIME:
            _remove(entry)
    for entry in (site / "botocore" / "data").iterdir():
        if entry.name not in _BOTOCORE_COMMON and entry.name not in services:
            _remove(entry)
    for path in sorted(site.rglob("*")):
        if path.suffix in _DROPPED_SUFFIXES or path.name in ("py.typed", "__pycache__", "tests"):
            _remove(path)


def _trim_layer(site: Path) -> None:
    for pattern in ("*.dist-info", *_DROPPED_OF_LAYERS):
        for path in sorted(site.glob(pattern)):
            _remove(path)
    for path in sorted(site.rglob("*")):
        if path.suffix in _DROPPED_SUFFIXES or path.name in ("py.typed", "__pycache__"):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
