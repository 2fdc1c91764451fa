"""The health of open-source communities, from signed webhooks to reports people act on."""
