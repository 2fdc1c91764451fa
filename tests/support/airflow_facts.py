"""Prints what the installed Airflow is, as one JSON line; run in a process of its own.

Arguments: command lines of `airflow`, each a JSON array of words. Airflow's parser ends the process
where one of them is none of its commands.
"""

import json
import sys

from airflow.api_fastapi.core_api.datamodels.monitor import HealthInfoResponse
from airflow.api_fastapi.core_api.routes.public.monitor import monitor_router
from airflow.cli.cli_parser import get_parser
from airflow.configuration import conf

from osspulse.orchestration import WAREHOUSE_POOL

parser = get_parser()
commands = [vars(parser.parse_args(json.loads(words))) for words in sys.argv[1:]]
facts = {
    "options": {
        section: sorted(described["options"])
        for section, described in conf.configuration_description.items()
    },
    "sensitive": sorted(map(list, conf.sensitive_config_values)),
    "monitored": sorted(HealthInfoResponse.model_fields),
    "monitor_paths": [f"/api/v2{route.path}" for route in monitor_router.routes],  # type: ignore[attr-defined]
    "api_port": conf.getint("api", "port"),
    "scheduler_health_port": conf.getint("scheduler", "scheduler_health_check_server_port"),
    "warehouse_pool": WAREHOUSE_POOL,
    "pools": [
        {"pool": found["pool"], "slots": found["slots"]} for found in commands if "slots" in found
    ],
}
sys.stdout.write(f"FACTS {json.dumps(facts)}\n")
