# Every part of Airflow, and with the local executor the tasks: landing, dbt, the gate, publishing, reports.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.txt requirements-build.txt requirements-postgres.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --only-binary :all: --require-hashes -r requirements.txt -r requirements-postgres.txt \
    && pip install --only-binary :all: --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY osspulse ./osspulse
COPY producers ./producers
COPY expectations ./expectations
RUN pip wheel --no-deps --no-index --no-build-isolation --wheel-dir /wheels . \
    && /opt/venv/bin/pip install --no-deps --no-index /wheels/*.whl

FROM ${PYTHON_IMAGE}
COPY --from=build /opt/venv /opt/venv
# A new named volume takes its owner from the folder it is mounted on: these are what the tasks write to.
RUN groupadd --gid 10001 osspulse \
    && useradd --uid 10001 --gid osspulse --no-create-home --home-dir /tmp --shell /usr/sbin/nologin osspulse \
    && install -d -o osspulse -g osspulse \
        /opt/airflow/logs /run/airflow \
        /var/lib/osspulse /var/lib/osspulse/warehouse /var/lib/osspulse/published /var/lib/osspulse/reports \
    # With this file in place, Airflow does not write one with keys of its own.
    && touch /opt/airflow/airflow.cfg
COPY --chmod=555 deploy/database-url.sh /opt/airflow/database-url
# The only bundle of DAGs, and the dbt project. Neither folder's parent is ever on Python's path.
COPY dags /opt/airflow/dags
COPY dbt /opt/airflow/dbt
ENV PATH=/opt/venv/bin:$PATH PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HOME=/tmp AIRFLOW_HOME=/opt/airflow OSSPULSE_HOME=/var/lib/osspulse/warehouse \
    DBT_PROJECT_DIR=/opt/airflow/dbt DBT_PROFILES_DIR=/opt/airflow/dbt
USER 10001:10001
WORKDIR /var/lib/osspulse
EXPOSE 8080
CMD ["airflow", "version"]
