"""Back up warehouse: a copy that was read back, so that a lost disk costs a day at most.

**When.** At half past two every night (UTC).

**What.** `OSSPULSE_BACKUPS` gets a copy of the warehouse, read whole before it gets its name, with
its SHA-256 beside it; the newest `OSSPULSE_BACKUPS_KEEP` stay. Let that folder lie on another disk.
`osspulse restore FILE` is the way back; landing then reads on from the offsets in the copy.

**If it fails.**

- *backups folder …*: the disk is full or may not be written. The copies there are as they were;
  make room. The task tries again by itself.
- *… is open in another process* or *Conflicting lock*: someone opened the warehouse by hand. End
  that process.
- *… cannot be read* or a checksum: the warehouse itself is damaged. Restore the newest copy, see
  `docs/operations.md`.
- Queued for ever: the pool `warehouse` is missing. `airflow pools set warehouse 1 "One writer"`.
"""

from typing import Unpack

from airflow.sdk import DAG, Context, task

from osspulse.orchestration import TASK_DEFAULTS, WAREHOUSE_BACKUP, WAREHOUSE_POOL, cron
from osspulse.settings import Settings

with DAG(
    dag_id="back_up_warehouse",
    schedule=cron("30 2 * * *"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=dict(TASK_DEFAULTS),
    tags=["osspulse", "operations"],
    doc_md=__doc__,
):

    @task(pool=WAREHOUSE_POOL, priority_weight=1, outlets=[WAREHOUSE_BACKUP])
    def back_up_warehouse(**context: Unpack[Context]) -> str:
        """The path of the copy."""
        from osspulse.backing_up import back_up

        done = back_up(Settings.load())
        context["outlet_events"][WAREHOUSE_BACKUP].extra = dict(done.as_facts())
        return str(done.path)

    back_up_warehouse()
