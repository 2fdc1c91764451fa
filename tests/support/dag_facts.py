"""Parses a folder of DAGs in a fresh process, as Airflow does, and prints what it found as JSON.

Usage: python dag_facts.py FOLDER MODULE…; the modules are looked for among the loaded ones.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG, AssetAll

MARK = "FACTS "


def _names(assets: Iterable[Any]) -> list[str]:
    return sorted(asset.name for asset in assets)


def _many(callbacks: Any) -> list[Any]:
    return callbacks if isinstance(callbacks, list) else [callbacks]


def _facts(dag: DAG) -> dict[str, Any]:
    timetable: Any = dag.timetable
    condition = timetable.asset_condition
    if condition is not None and not isinstance(condition, AssetAll):
        raise TypeError(f"{dag.dag_id} is scheduled by {condition}")
    timed = getattr(timetable, "timetable", timetable)
    return {
        "file": dag.fileloc.rpartition("/")[2],
        "doc": dag.doc_md,
        "tags": sorted(dag.tags),
        "catchup": dag.catchup,
        "params": dag.params.dump(),
        "max_active_runs": dag.max_active_runs,
        "paused": dag.is_paused_upon_creation,
        "cron": getattr(timed, "expression", None),
        "after": _names(condition.objects if condition else ()),
        "makes": _names(outlet for task in dag.tasks for outlet in task.outlets),
        "tasks": {
            task.task_id: {
                "owner": task.owner,
                "pool": task.pool,
                "retries": task.retries,
                "limited": task.execution_timeout is not None,
                "decides_retries": task.retry_policy is not None,
                "tells_failure": [
                    callback.__name__ for callback in _many(task.on_failure_callback)
                ],
                "weight": task.priority_weight,
            }
            for task in dag.tasks
        },
    }


if __name__ == "__main__":
    bag = DagBag(dag_folder=sys.argv[1])
    facts = {
        "errors": bag.import_errors,
        "heavy": sorted(set(sys.argv[2:]) & set(sys.modules)),
        "dags": {dag.dag_id: _facts(dag) for dag in bag.dags.values()},
    }
    sys.stdout.write(f"{MARK}{json.dumps(facts)}\n")
