"""Make the zip that every function runs: our code, the city pack and the requirements, compiled, always the same."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from infra.packaging.requirements import PROJECT, BuildError, Platform, installed, layer

_COMPILER = Path(__file__).with_name("compile_tree.py")
# A zip cannot say "no time": this is the earliest one it can.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PYTHONS = ("python3.13", "python3", "python")


def make(platform: Platform, city: str, services: list[str], target: Path) -> Path:
    """Write the artefact to `target` unless it is there already, made of the very same files; return it."""
    site = installed(platform, services)
    stamp = target.with_suffix(".made-of")
    made_of = _fingerprint(platform, city, site)
    if target.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == made_of:
        return target
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        tree = Path(work) / "tree"
        shutil.copytree(site, tree)
        for source, place in _own_files(city):
            (tree / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, tree / place)
        _compile(platform, tree)
        fresh = Path(work) / "code.zip"
        _zip(tree, fresh)
        os.replace(fresh, target)
    stamp.write_text(made_of, encoding="utf-8")
    return target


def make_layer(platform: Platform, name: str, target: Path) -> Path:
    """Write a layer to `target` unless the same one is there already; return it."""
    site = layer(platform, name)
    stamp = target.with_suffix(".made-of")
    if target.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == site.name:
        return target
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        tree = Path(work) / "tree"
        shutil.copytree(site, tree)
        _compile(platform, tree)
        fresh = Path(work) / "layer.zip"
        _zip(tree, fresh)
        os.replace(fresh, target)
    stamp.write_text(site.name, encoding="utf-8")
    return target


def digest(artefact: Path) -> str:
    """Return the SHA-256 of an artefact, which names it in the bucket."""
    return hashlib.sha256(artefact.read_bytes()).hexdigest()


def names(artefact: Path) -> list[str]:
    """Return the names of all files in an artefact."""
    with zipfile.ZipFile(artefact) as archive:
        return archive.namelist()


def _own_files(city: str) -> Iterator[tuple[Path, str]]:
    """Yield every file of ours and its place in the zip; the city pack's scripts and data sets stay at home."""
    yield PROJECT / "app.py", "app.py"
    # What /v1/openapi.json and /docs show; the function cannot make it, since it knows no feature but its own.
    yield PROJECT / "docs" / "openapi.json", "openapi.json"
    for path in _files(PROJECT / "chalicelib"):
        yield path, f"chalicelib/{path.relative_to(PROJECT / 'chalicelib')}"
    pack = PROJECT / "infra" / "city" / city
    if not pack.is_dir():
        raise BuildError(f"there is no city pack infra/city/{city}")
    for path in _files(pack):
        # Data sets are imported and published; a function reads the published ones.
        if path.suffix != ".py" and "datasets" not in path.relative_to(pack).parts:
            yield path, f"city/{path.relative_to(pack)}"


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in found if not path.name.startswith("."))


def _fingerprint(platform: Platform, city: str, site: Path) -> str:
    hashes = {place: hashlib.sha256(source.read_bytes()).hexdigest() for source, place in _own_files(city)}
    recipe = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (Path(__file__), _COMPILER)}
    return json.dumps([platform.name, platform.runtime, platform.architecture, site.name, recipe, hashes])


def _compile(platform: Platform, tree: Path) -> None:
    command = [python_for(platform), "-I", str(_COMPILER), str(tree)]
    # A seed of its own per process would reorder the constants of sets and make two builds differ.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise BuildError(f"the code does not compile:\n{done.stderr.strip() or done.stdout.strip()}")


def python_for(platform: Platform) -> str:
    """Return an interpreter of the platform's version: bytecode of another one would be ignored at best."""
    if sys.version_info[:2] == platform.python:
        return sys.executable
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{platform.python[0]}.{platform.python[1]}.*/bin/python"))
    for candidate in (*map(str, reversed(pyenv)), *filter(None, map(shutil.which, _PYTHONS))):
        # By running it: a version manager's shim may exist and still refuse.
        ask = [candidate, "-c", "import sys; print(*sys.version_info[:2])"]
        done = subprocess.run(ask, capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.split() == [str(part) for part in platform.python]:
            return candidate
    version = ".".join(map(str, platform.python))
    raise BuildError(
        f"building for {platform.name} needs Python {version} on this machine, and there is none; install it"
    )


def _zip(tree: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(tree)), _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
