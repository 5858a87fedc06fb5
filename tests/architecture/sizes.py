"""Prints our sizes beside those of good code of this field (a picture, not a limit): `make lint` shows it."""

import ast
import io
import statistics
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "storage")


def modules():
    """Return the project's modules, without migrations, which only repeat the schema."""
    return [p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py")) if "versions" not in p.parts]


def figures():
    """Return lines per file, lines per function, comments per 100 lines."""
    files, functions, comments, total = [], [], 0, 0
    for path in modules():
        source = path.read_text()
        lines = source.count("\n")
        files.append(lines)
        total += lines
        functions += [
            node.end_lineno - node.lineno + 1
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        comments += sum(t.type == tokenize.COMMENT for t in tokenize.generate_tokens(io.StringIO(source).readline))
    return files, functions, comments * 100 / total


def p95(values):
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    files, functions, comments = figures()
    print(f"{'':24}{'median':>8}{'p95':>8}{'most':>8}    good code of this field")
    print(f"{'lines per file':24}{statistics.median(files):8.0f}{p95(files):8}{max(files):8}    ~80, ~250")
    print(
        f"{'lines per function':24}{statistics.median(functions):8.0f}{p95(functions):8}{max(functions):8}    ~10, ~30"
    )
    print(f"{'comments per 100 lines':24}{comments:8.1f}{'':16}    2 to 5, only why")
    print(f"{len(files)} files, {sum(files):,} lines")
