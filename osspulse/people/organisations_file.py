"""The organisations file: who employs people, under which names and e-mail domains.

```yaml
organisations:
  - id: lantern-works                 # stable: publications and history hang on it
    name_en: Lantern Works
    name_zh: 灯笼科技                  # optional, as is everything below
    kind: company                     # company, foundation, university, research, government, individual, other
    aliases: ["Lantern Works Ltd.", "@lantern-works"]
    domains: [lantern.example, cn.lantern.example]
    accounts: [github:lantern-works]
    city: 深圳
    park: 示例软件园
    country: CN
```
"""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from osspulse.people.reading import Misplaced, Part, read_yaml
from osspulse.people.subjects import Account

Kind = Literal[
    "company", "foundation", "university", "research", "government", "individual", "other"
]

_DOMAIN = re.compile(r"[^\s@.]+(\.[^\s@.]+)+")


def _domain(text: object) -> str:
    domain = text.strip().lower().lstrip("@") if isinstance(text, str) else ""
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{text!r} is no domain such as example.com")
    return domain


class Organisation(Part):
    """One organisation; `individual` means that its people work for themselves."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name_en: str = Field(min_length=1)
    name_zh: str | None = Field(default=None, min_length=1)
    kind: Kind = "other"
    aliases: tuple[str, ...] = ()
    domains: tuple[Annotated[str, BeforeValidator(_domain)], ...] = ()
    accounts: tuple[Account, ...] = ()
    city: str | None = None
    park: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")

    @property
    def names(self) -> set[str]:
        """Everything it may be called, in lower case."""
        told = {self.id, self.name_en, self.name_zh, *self.aliases}
        return {name.strip().lower() for name in told if name and name.strip()}


class Organisations(Part):
    """A checked organisations file: each id, name, domain and account belongs to one of them."""

    organisations: tuple[Organisation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_thing_once(self) -> Self:
        owners: dict[tuple[str, str], str] = {}
        for place, each in enumerate(self.organisations):
            if owners.setdefault(("id", each.id), f"number {place}") != f"number {place}":
                raise Misplaced(f"{each.id} is listed already", "organisations", place, "id")
            claims = [
                *(("aliases", name) for name in each.names),
                *(("domains", domain) for domain in each.domains),
                *(("accounts", account) for account in each.accounts),
            ]
            for key, value in claims:
                owner = owners.setdefault((key, value), each.id)
                if owner != each.id:
                    raise Misplaced(
                        f"{value!r} of {each.id} is {owner}'s already", "organisations", place, key
                    )
        return self


def read_organisations(path: Path) -> Organisations:
    """The organisations of a file; raises WrongUsage that names the file, the line and the key."""
    return read_yaml(path, Organisations, called="organisations", setting="OSSPULSE_ORGANISATIONS")
