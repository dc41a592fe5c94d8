"""Where versions of private kinds lie: files that nobody may download, read by the one function that answers from them.

`infra/grants.yaml` lets that function get the files of its own kind and no others.
"""

from pathlib import Path

from chalicelib.shared import uploads

_BUCKET = "datasets"
_LARGEST_POINTER = 64 * 1024


class PrivateShelf:
    """The files of a private kind in the city's own bucket."""

    def pointer(self, kind: str) -> bytes | None:
        """Return the pointer; raise OSError when S3 gives none, which it does not tell from having none."""
        return uploads.given(_BUCKET, _key(kind, "current.json"), _LARGEST_POINTER)

    def fetch(self, kind: str, file: str, path: Path, size: int) -> None:
        """Bring a file."""
        uploads.bring(_BUCKET, _key(kind, file), path, size)


def _key(kind: str, file: str) -> str:
    return f"private/{kind}/{file}"
