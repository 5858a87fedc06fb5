"""The layers are law: import-linter's contracts in pyproject.toml hold, and they cover every feature."""

import subprocess
import sys
import tomllib
from pathlib import Path

from handlers import FEATURES

ROOT = Path(__file__).parents[2]


def test_the_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_feature_is_held_independent_of_the_others():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (independent,) = [set(one["modules"]) for one in contracts if one["type"] == "independence"]
    assert independent == {f"handlers.{feature.name}" for feature in FEATURES}


def test_the_hot_path_leaves_slow_imports_alone():
    slow = ("sqlalchemy", "alembic", "openpyxl", "opencc", "bot.sandbox", "bot.demo")
    code = f"import sys, bot.app; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
