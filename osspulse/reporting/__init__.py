"""Published marts → an HTML site in Chinese and English."""

from osspulse.reporting.site import WrittenReport, write_report

__all__ = ["WrittenReport", "write_report"]
