"""Publish marts: what passed the gate is what people read.

**When.** After each build.

**What.** The marts are copied into a file of their own, the suites of `expectations/` judge it, a
new process reads it back, and the link `published/marts.duckdb` is swapped to it at once. Readers
keep what they have open. The run's id is the publication's.

**If it fails.**

- *the gate refused to publish: …* names table, rule, what was observed and what was expected. The
  previous publication stays; the refused file is `published/refused.duckdb`, open it and look.
  Correct the cause, then build again. Where the change is meant, such as a history that was
  removed on purpose, move the link `published/marts.duckdb` away: there is nothing to compare
  with then.
- *the disk is full*: free some space. The task tries again by itself.
- Queued for ever: the pool `warehouse` is missing. `airflow pools set warehouse 1 "One writer"`.
"""

from typing import Unpack

from airflow.sdk import DAG, Context, task

from osspulse.orchestration import (
    MARTS,
    PUBLISHED_MARTS,
    TASK_DEFAULTS,
    WAREHOUSE_POOL,
    settings_and_day,
)

with DAG(
    dag_id="publish_marts",
    schedule=[MARTS],
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=dict(TASK_DEFAULTS),
    tags=["osspulse", "marts"],
    doc_md=__doc__,
):

    @task(pool=WAREHOUSE_POOL, priority_weight=3, outlets=[PUBLISHED_MARTS])
    def publish_marts(**context: Unpack[Context]) -> str:
        """The path of the new publication."""
        from osspulse.publishing import publish_marts

        settings, day = settings_and_day(context["dag_run"])
        published = publish_marts(settings, run_id=context["run_id"], as_of=day)
        context["outlet_events"][PUBLISHED_MARTS].extra = dict(published.as_facts())
        return str(published.path)

    publish_marts()
