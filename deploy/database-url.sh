#!/bin/sh
# Prints the address of Airflow's database, with the password of its secret.
set -eu
password=$(cat "${1:-/run/secrets/postgres_password}")
case $password in
'' | *[!A-Za-z0-9._~-]*)
    echo "database-url: the secret postgres_password must be letters, digits, '.', '_', '~' or '-'; deploy/make-secrets.sh makes one" >&2
    exit 1
    ;;
esac
printf 'postgresql+psycopg2://airflow:%s@postgres:5432/airflow' "$password"
