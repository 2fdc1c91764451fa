"""The people list: whose accounts and addresses belong together, and who worked where when.

```yaml
people:
  - name: Li Lei                      # for whoever reads the file
    accounts: [github:lilei, "gitee:#1204"]
    emails: [lilei@lantern.example]
    organisations:
      - {organisation: lantern-works, until: 2024-06-30}
      - {organisation: Ferry Systems, from: 2024-07-01}
merges:
  - [github:hanmei, hanmei@ferry.example]
splits:                               # people of their own, joined with nobody else
  - github:shared-desk
  - [github:wang, "gitee:#77"]
```
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from osspulse.people.periods import Employment, first_overlap
from osspulse.people.reading import Misplaced, Part, read_yaml
from osspulse.people.subjects import Account, Address, Subject


class ListedPerson(Part):
    """One person: all the accounts and addresses listed are theirs."""

    name: str | None = None
    accounts: tuple[Account, ...] = ()
    emails: tuple[Address, ...] = ()
    organisations: tuple[Employment, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """Accounts and addresses, each once."""
        return tuple(dict.fromkeys((*self.accounts, *self.emails)))

    @model_validator(mode="after")
    def _is_somebody_somewhere(self) -> Self:
        if not self.subjects:
            raise ValueError("neither accounts nor emails tell who this is")
        overlapping = first_overlap(self.organisations)
        if overlapping is not None:
            raise Misplaced("begins before another of them has ended", "organisations", overlapping)
        return self


def _group(told: Any) -> Any:
    """A bare account or address is a group of one."""
    return (told,) if isinstance(told, str) else told


class PeopleList(Part):
    """A checked people list."""

    people: tuple[ListedPerson, ...] = ()
    merges: tuple[tuple[Subject, ...], ...] = ()
    splits: tuple[Annotated[tuple[Subject, ...], BeforeValidator(_group)], ...] = ()

    @model_validator(mode="after")
    def _lists_each_subject_once(self) -> Self:
        _refuse_repeated("people", [person.subjects for person in self.people])
        _refuse_repeated("splits", self.splits)
        for place, merge in enumerate(self.merges):
            if len(set(merge)) < 2:
                raise Misplaced("a merge needs two or more", "merges", place)
        return self


def _refuse_repeated(key: str, groups: Iterable[Iterable[str]]) -> None:
    first_places: dict[str, int] = {}
    for place, group in enumerate(groups):
        for subject in group:
            if first_places.setdefault(subject, place) != place:
                raise Misplaced(f"{subject} is listed already", key, place)


def read_people(path: Path) -> PeopleList:
    """The people of a file; raises WrongUsage that names the file, the line and the key."""
    return read_yaml(path, PeopleList, called="people list", setting="OSSPULSE_PEOPLE")
