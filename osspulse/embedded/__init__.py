"""Apache Kafka, the receiver and Airflow on this machine, without containers."""

from osspulse.embedded.launching import PartFailed
from osspulse.embedded.stack import PartStatus, Stack, check_parts, down, status, stay, up
from osspulse.embedded.state import PARTS, PartName

__all__ = [
    "PARTS",
    "PartFailed",
    "PartName",
    "PartStatus",
    "Stack",
    "check_parts",
    "down",
    "status",
    "stay",
    "up",
]
