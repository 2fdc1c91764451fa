"""Replay events: land a stretch of the log again, without doubling what is stored.

**When.** By hand: *Trigger*, then name a topic and either a partition with its offsets, or two times
for all of its partitions.

**What.** Records that are missing in the warehouse are stored, those that are there stay as they
are, positions do not move. A run that finds nothing missing is skipped and starts nothing downstream.

**If it fails.**

- *replay: name …*: offsets and times are mixed, or half of them are missing. Trigger it again.
- *topic … does not exist*, *partition … has never been landed*: look at the topic's name and number.
- *… was deleted and created again*: the log is another one; see `docs/operations.md`.
- *Kafka at … : …*: the brokers are away. The task tries again by itself.
- Queued for ever: the pool `warehouse` is missing. `airflow pools set warehouse 1 "One writer"`.
"""

from typing import Unpack

from airflow.sdk import DAG, Context, Param, task

from osspulse.orchestration import RAW_EVENTS, TASK_DEFAULTS, WAREHOUSE_POOL, skip_where_none
from osspulse.settings import Settings

with DAG(
    dag_id="replay_events",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=dict(TASK_DEFAULTS),
    tags=["osspulse", "operations"],
    doc_md=__doc__,
    params={
        "topic": Param(
            "osspulse.events.github", type="string", minLength=1, description="Topic to read again."
        ),
        "partition": Param(None, type=["null", "integer"], minimum=0, description="Its number."),
        "from_offset": Param(None, type=["null", "integer"], minimum=0, description="The first."),
        "to_offset": Param(
            None, type=["null", "integer"], minimum=0, description="The one after the last."
        ),
        "from_time": Param(
            None, type=["null", "string"], format="date-time", description="The first moment."
        ),
        "to_time": Param(
            None, type=["null", "string"], format="date-time", description="After the last moment."
        ),
    },
):

    @task(pool=WAREHOUSE_POOL, priority_weight=1, outlets=[RAW_EVENTS])
    def land_again(**context: Unpack[Context]) -> int:
        """How many missing events were landed."""
        from osspulse.replaying import Stretch, replay

        replayed = replay(Settings.load(), Stretch.from_params(context["params"]))
        skip_where_none(replayed.new, replayed.quarantined)
        context["outlet_events"][RAW_EVENTS].extra = dict(replayed.as_facts())
        return replayed.new

    land_again()
