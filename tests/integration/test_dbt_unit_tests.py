"""Every unit test of the dbt project, over the columns of a warehouse in which nothing happened yet."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from osspulse.settings import Settings
from osspulse.transformation import build_marts, project_folder
from osspulse.warehouse import open_warehouse


def test_the_unit_tests_of_dbt_pass(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with open_warehouse(settings.warehouse_file):
        pass
    build_marts(settings, as_of=date(2026, 1, 6))
    target = tmp_path / "target"

    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "--quiet", "test"),
            *("--select", "test_type:unit", "--target-path", str(target)),
            *("--project-dir", str(project_folder()), "--profiles-dir", str(project_folder())),
            *("--log-path", str(tmp_path / "logs"), "--vars", "as_of: '2026-01-06'"),
        ],
        env=os.environ | {"OSSPULSE_WAREHOUSE": str(settings.warehouse_file)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    written = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["unit_tests"]
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    assert {result["unique_id"] for result in results if result["status"] == "pass"} == set(written)
