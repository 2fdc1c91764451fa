"""Report health: the published marts become pages that community managers read and forward.

**When.** After each publication.

**What.** The site under `OSSPULSE_REPORTS`, in each of `OSSPULSE_LANGUAGES`, is written from the
newest publication. It never opens the warehouse, so it needs no place in its pool.

**If it fails.** The pages of the last report stay. The message names the page or the publication
that could not be read; publish again where the file is damaged, then clear the task.
"""

from typing import Unpack

from airflow.sdk import DAG, Context, task

from osspulse.orchestration import PUBLISHED_MARTS, REPORT, TASK_DEFAULTS
from osspulse.settings import Settings

with DAG(
    dag_id="report_health",
    schedule=[PUBLISHED_MARTS],
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=dict(TASK_DEFAULTS),
    tags=["osspulse", "report"],
    doc_md=__doc__,
):

    @task(outlets=[REPORT])
    def write_report(**context: Unpack[Context]) -> str:
        """The path of the report's first page."""
        from osspulse.reporting import write_report

        settings = Settings.load()
        written = write_report(
            settings.published_file,
            into=settings.reports_folder,
            languages=settings.languages,
        )
        context["outlet_events"][REPORT].extra = {"page": str(written.index_page)}
        return str(written.index_page)

    write_report()
