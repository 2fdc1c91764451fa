"""The bots file: accounts that are automatic, in the form of OpenDigger's list.

```yaml
name: Bots of our programme
type: Bot
data:
  platforms:
    - name: GitHub
      users:
        - {id: 49699333, name: "dependabot[bot]"}
    - name: Gitee
      users:
        - {id: 8, name: lantern-ci}
```

Platforms that are not read here, such as AtomGit, are left out.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from osspulse.people.reading import read_yaml

_PLATFORMS = {"github": "github", "gitee": "gitee"}


class _Lenient(BaseModel):
    """Lists of others hold more than is read here."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


class _User(_Lenient):
    id: int = Field(gt=0)
    name: str = Field(min_length=1)


class _Platform(_Lenient):
    name: str
    users: tuple[_User, ...] = ()


class _Data(_Lenient):
    platforms: tuple[_Platform, ...] = Field(min_length=1)


class _BotsFile(_Lenient):
    data: _Data


def read_bots(path: Path) -> tuple[tuple[str, str], ...]:
    """(account id such as `github:583231`, login) of each; raises WrongUsage naming line and key."""
    told = read_yaml(path, _BotsFile, called="bots", setting="OSSPULSE_BOTS")
    return tuple(
        (f"{_PLATFORMS[platform.name.lower()]}:{user.id}", user.name)
        for platform in told.data.platforms
        if platform.name.lower() in _PLATFORMS
        for user in platform.users
    )
