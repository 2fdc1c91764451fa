"""Forge deliveries and backfills on their way into Kafka."""
