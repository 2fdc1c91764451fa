"""Apache Kafka, the receiver and Airflow on this machine, without containers."""
