"""Every setting of the project, read once from the environment (prefix `OSSPULSE_`)."""

import os
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from osspulse.errors import WrongUsage

STACK_ENV = "stack.env"
"""In the home folder: the addresses of the embedded stack that runs there, as settings."""

Language = Literal["en", "zh"]
Network = IPv4Network | IPv6Network


class Settings(BaseSettings):
    """The settings of one run. A variable beats the running embedded stack, which beats the default."""

    model_config = SettingsConfigDict(env_prefix="OSSPULSE_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path(".osspulse"),
        description="Folder for everything that running the project makes.",
    )
    cache: Path | None = Field(
        default=None,
        description="Folder of downloads that homes share (default: osspulse in the user's cache).",
    )
    maven_repository: str | None = Field(
        default=None,
        description="Address of the Maven repository that has Apache Kafka (default: Maven Central).",
    )
    as_of: date | None = Field(
        default=None,
        description="Day that marts and reports speak of; today (UTC) where it is not set.",
    )

    kafka_bootstrap_servers: str = Field(
        default="127.0.0.1:9092", description="Brokers, host:port, separated by commas."
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="How to talk to the brokers."
    )
    kafka_sasl_mechanism: str | None = Field(
        default=None, description="SASL mechanism, such as SCRAM-SHA-512."
    )
    kafka_sasl_username: str | None = Field(default=None, description="SASL user name.")
    kafka_sasl_password: SecretStr | None = Field(default=None, description="SASL password.")
    kafka_ssl_cafile: Path | None = Field(
        default=None, description="Certificates that may sign the brokers' certificates (PEM)."
    )
    kafka_ssl_certfile: Path | None = Field(default=None, description="Own certificate (PEM).")
    kafka_ssl_keyfile: Path | None = Field(default=None, description="Own private key (PEM).")
    kafka_topic_github: str = Field(
        default="osspulse.events.github", description="Topic of live GitHub deliveries."
    )
    kafka_topic_gitee: str = Field(
        default="osspulse.events.gitee", description="Topic of live Gitee deliveries."
    )
    kafka_topic_backfill: str = Field(
        default="osspulse.events.backfill", description="Topic of replayed history."
    )
    kafka_topic_dead_letters: str = Field(
        default="osspulse.dead_letters", description="Topic of records that cannot be used."
    )
    kafka_topic_hook_health: str = Field(
        default="osspulse.hook_health",
        description="Topic of what each hook sent and what was refused, told every minute.",
    )
    kafka_partitions: int = Field(
        default=3, ge=1, description="Partitions of a topic when it is created."
    )
    kafka_replication_factor: int = Field(
        default=1, ge=1, description="Copies of a topic when it is created."
    )
    kafka_retention_hours: int = Field(
        default=24 * 14, ge=1, description="How long a created topic keeps its records."
    )

    secrets_file: Path | None = Field(
        default=None, description="TOML file with the webhook secrets (default: HOME/secrets.toml)."
    )
    warehouse: Path | None = Field(
        default=None,
        description="DuckDB file the pipeline writes (default: HOME/warehouse.duckdb).",
    )
    duckdb_memory: str = Field(
        default="1GB",
        pattern=r"^[0-9]+(\.[0-9]+)? ?[KMGT]i?B$",
        description="Memory of DuckDB in a build; what needs more is written beside the warehouse.",
    )
    backups: Path | None = Field(
        default=None,
        description="Folder of the warehouse's backups (default: backups beside the warehouse).",
    )
    backups_keep: int = Field(default=7, ge=1, description="How many backups are kept.")
    published: Path | None = Field(
        default=None, description="Folder of the published marts (default: HOME/published)."
    )
    published_keep_days: int = Field(
        default=7, ge=0, description="Days that a replaced publication is kept."
    )
    reports: Path | None = Field(
        default=None, description="Folder of the reports (default: HOME/reports)."
    )
    portfolio: Path | None = Field(
        default=None, description="YAML file that lists the projects and their repositories."
    )
    organisations: Path | None = Field(
        default=None, description="YAML file that lists organisations, their names and domains."
    )
    people: Path | None = Field(
        default=None,
        description="YAML file that lists people, their accounts and employers; joins and splits.",
    )
    enrolments: Path | None = Field(
        default=None, description="CSV file that notes who works where, from when until when."
    )
    bots: Path | None = Field(
        default=None, description="YAML file that lists automatic accounts, in OpenDigger's form."
    )
    webhook_host: str = Field(default="127.0.0.1", description="Address the receiver listens on.")
    webhook_port: int = Field(
        default=8080, ge=0, le=65535, description="Port the receiver listens on."
    )
    webhook_workers: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Processes that receive, on one port (default: two, or one on a single core).",
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description=(
            "Addresses or networks of proxies whose X-Forwarded-For or Forwarded the receiver "
            "believes in its log, separated by commas."
        ),
    )
    languages: Annotated[tuple[Language, ...], NoDecode] = Field(
        default=("zh", "en"), description="Languages of the reports, separated by commas."
    )

    @field_validator("languages", "trusted_proxies", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    def model_post_init(self, _context: Any) -> None:
        """Fill the paths that follow from the home folder, all of them absolute."""
        home = self.home.expanduser().absolute()
        warehouse = self.warehouse or home / "warehouse.duckdb"
        filled = {
            "home": home,
            "cache": self.cache or _user_cache() / "osspulse",
            "secrets_file": self.secrets_file or home / "secrets.toml",
            "warehouse": warehouse,
            "backups": self.backups or warehouse.parent / "backups",
            "published": self.published or home / "published",
            "reports": self.reports or home / "reports",
        }
        for name, path in filled.items():
            object.__setattr__(self, name, path.expanduser().absolute())

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """The settings of this process; raises WrongUsage naming each variable that is wrong."""
        home = Path(overrides.get("home") or os.environ.get("OSSPULSE_HOME") or ".osspulse")
        try:
            return cls(_env_file=home / STACK_ENV, **overrides)  # type: ignore[call-arg]
        except ValidationError as error:
            problems = "; ".join(
                f"OSSPULSE_{'_'.join(map(str, problem['loc'])).upper()}={problem['input']!r}: "
                f"{problem['msg']}"
                for problem in error.errors()
            )
            raise WrongUsage(f"settings: {problems}. docs/settings.md lists them") from None

    @property
    def cache_folder(self) -> Path:
        """Where downloads are kept that any home may use."""
        return _filled(self.cache)

    @property
    def warehouse_file(self) -> Path:
        """The DuckDB file that only the pipeline opens."""
        return _filled(self.warehouse)

    @property
    def backups_folder(self) -> Path:
        """Where copies of the warehouse are kept."""
        return _filled(self.backups)

    @property
    def published_folder(self) -> Path:
        """Where `marts.duckdb`, a symbolic link to the newest publication, is found."""
        return _filled(self.published)

    @property
    def published_file(self) -> Path:
        """The file analysts open."""
        return self.published_folder / "marts.duckdb"

    @property
    def reports_folder(self) -> Path:
        """Where the report site is written."""
        return _filled(self.reports)

    @property
    def secrets_path(self) -> Path:
        """The TOML file that holds the webhook secrets."""
        return _filled(self.secrets_file)

    @property
    def receiving_processes(self) -> int:
        """How many processes receive: more than two are a decision about memory, too."""
        return self.webhook_workers or min(2, os.cpu_count() or 1)

    @property
    def event_topics(self) -> tuple[str, str, str]:
        """The topics that landing reads."""
        return (self.kafka_topic_github, self.kafka_topic_gitee, self.kafka_topic_backfill)


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")


def _filled(path: Path | None) -> Path:
    if path is None:
        raise AssertionError("filled in after validation")
    return path
