"""The few facts the receiver reads from a body before dbt does: whose repository it is about."""

import msgspec


class Owned(msgspec.Struct, frozen=True):
    """A repository as GitHub and Gitee describe it; only its identity."""

    id: int | None = None
    full_name: str | None = None


class Organisation(msgspec.Struct, frozen=True):
    """An organisation as GitHub describes it; only its identity."""

    login: str | None = None


class Subject(msgspec.Struct, frozen=True):
    """What a delivery is about, as far as it says so in the expected places."""

    repository: Owned | None = None
    project: Owned | None = None
    organization: Organisation | None = None

    @property
    def repository_id(self) -> str | None:
        """The platform's number of the repository, as text."""
        for owned in (self.repository, self.project):
            if owned is not None and owned.id is not None:
                return str(owned.id)
        return None

    @property
    def full_names(self) -> frozenset[str]:
        """The repository's `owner/name`, in lower case."""
        named = (owned.full_name for owned in (self.repository, self.project) if owned is not None)
        return frozenset(name.lower() for name in named if name)

    @property
    def owner_names(self) -> frozenset[str]:
        """The owners of those names and the organisation, in lower case."""
        owners = {name.partition("/")[0] for name in self.full_names}
        if self.organization is not None and self.organization.login:
            owners.add(self.organization.login.lower())
        return frozenset(owners)


UNKNOWN = Subject()
"""A body that cannot be read says nothing; it is taken all the same, and landing quarantines it."""

_decoder: msgspec.json.Decoder[Subject] = msgspec.json.Decoder(Subject)


def subject_of(body: bytes) -> Subject:
    """What the body is about; UNKNOWN when it is not JSON of the expected shape. Never raises."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return UNKNOWN
