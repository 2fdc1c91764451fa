"""Published marts → an HTML site in Chinese and English."""

from osspulse.reporting.site import WrittenReport, reported_run, write_report

__all__ = ["WrittenReport", "reported_run", "write_report"]
