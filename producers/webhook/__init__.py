"""The receiver: signed forge deliveries over HTTP, answered once Kafka has them."""
