"""Compile every module below a folder; run by the very Python that will import them, so it imports nothing of ours."""

import py_compile
import sys
from pathlib import Path

# Where Lambda unpacks the code: tracebacks of modules without source name this path.
TASK_ROOT = "/var/task"


def compile_tree(root: Path) -> None:
    """Put bytecode beside every module; it is taken unchecked, since nothing in a deployed function changes."""
    for source in sorted(root.rglob("*.py")):
        place = source.relative_to(root)
        py_compile.compile(
            str(source),
            cfile=str(source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"),
            dfile=f"{TASK_ROOT}/{place}",
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


if __name__ == "__main__":
    compile_tree(Path(sys.argv[1]))
