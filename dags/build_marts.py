"""Build marts: rows of the warehouse become what people ask about.

**When.** After each landing that found something new; and at five past midnight (UTC), because
waiting times grow and windows move on days when nothing happens.

**What.** dbt builds and tests every model, in order, from what is new. The marts speak of
`OSSPULSE_AS_OF` where it is set, else of the day (UTC) for which the run was due; clearing a run
tomorrow builds the same day again.

**If it fails.**

- A model or its test: the log names it and its compiled SQL lies under `dbt/target`. Published
  marts and report stay as they were. Correct the model, then clear the task.
- *warehouse … is in use by process …*: someone opened the warehouse by hand. End that process.
- Queued for ever: the pool `warehouse` is missing. `airflow pools set warehouse 1 "One writer"`.
"""

from typing import Unpack

from airflow.sdk import DAG, AssetOrTimeSchedule, Context, task

from osspulse.orchestration import (
    MARTS,
    RAW_EVENTS,
    TASK_DEFAULTS,
    WAREHOUSE_POOL,
    cron,
    settings_and_day,
)

with DAG(
    dag_id="build_marts",
    schedule=AssetOrTimeSchedule(assets=[RAW_EVENTS], timetable=cron("5 0 * * *")),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=dict(TASK_DEFAULTS),
    tags=["osspulse", "marts"],
    doc_md=__doc__,
):

    @task(pool=WAREHOUSE_POOL, priority_weight=2, outlets=[MARTS])
    def build_marts(**context: Unpack[Context]) -> int:
        """How many models were built."""
        from osspulse.transformation import build_marts

        settings, day = settings_and_day(context["dag_run"])
        built = build_marts(settings, as_of=day)
        context["outlet_events"][MARTS].extra = {"as_of": day.isoformat(), **built.as_facts()}
        return built.model_count

    build_marts()
