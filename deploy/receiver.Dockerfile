# The receiver and the topics: the few packages they import, and nothing of Airflow, dbt or DuckDB.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements-build.txt requirements-receiver.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --only-binary :all: --require-hashes -r requirements-receiver.txt \
    && pip install --only-binary :all: --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY osspulse ./osspulse
COPY producers ./producers
COPY expectations ./expectations
RUN pip wheel --no-deps --no-index --no-build-isolation --wheel-dir /wheels . \
    && /opt/venv/bin/pip install --no-deps --no-index /wheels/*.whl

FROM ${PYTHON_IMAGE}
COPY --from=build /opt/venv /opt/venv
RUN groupadd --gid 10001 osspulse \
    && useradd --uid 10001 --gid osspulse --no-create-home --home-dir /tmp --shell /usr/sbin/nologin osspulse \
    && install -d -o osspulse -g osspulse /var/lib/osspulse
ENV PATH=/opt/venv/bin:$PATH OSSPULSE_HOME=/var/lib/osspulse PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080
CMD ["python", "-m", "producers.webhook"]
