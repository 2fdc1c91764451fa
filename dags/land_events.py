"""Land events: what waits in Kafka becomes rows of the warehouse.

**When.** A second after a record arrives, a burst of them at once; and every ten minutes anyway, so
that a lost nudge costs minutes, not data.

**What.** Each run drains the topics to their end, exactly once. A run that finds nothing new is
skipped and starts nothing downstream.

**If it fails.**

- *Kafka at … : …*: the brokers are away. The task tries again by itself; nothing is lost while
  Kafka keeps its records.
- *warehouse … is in use by process …*: someone opened the warehouse by hand. End that process.
- A contradiction between log and positions (`LostHistory`): the topic was made anew or cut short.
  The task waits for a person; the runbook in `docs/operations.md` says how to decide.
- Queued for ever: the pool `warehouse` is missing. `airflow pools set warehouse 1 "One writer"`.
"""

from typing import Unpack

from airflow.sdk import DAG, AssetOrTimeSchedule, Context, task

from osspulse.orchestration import (
    RAW_EVENTS,
    TASK_DEFAULTS,
    UNLANDED_EVENTS,
    WAREHOUSE_POOL,
    cron,
    offsets_told,
    skip_where_none,
)
from osspulse.settings import Settings

with DAG(
    dag_id="land_events",
    schedule=AssetOrTimeSchedule(assets=[UNLANDED_EVENTS], timetable=cron("*/10 * * * *")),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=dict(TASK_DEFAULTS),
    tags=["osspulse", "raw"],
    doc_md=__doc__,
):

    @task(pool=WAREHOUSE_POOL, priority_weight=1, outlets=[RAW_EVENTS])
    def land_new_events(**context: Unpack[Context]) -> int:
        """How many new events were landed."""
        from osspulse.landing import land_new_events

        landed = land_new_events(Settings.load())
        skip_where_none(landed.new, landed.quarantined, landed.gaps)
        context["outlet_events"][RAW_EVENTS].extra = {
            **landed.as_facts(),
            "offsets": offsets_told(landed.positions),
        }
        return landed.new

    land_new_events()
