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
splits:
  - github:shared-desk                # never joined with anybody
```
"""

from collections import Counter
from pathlib import Path
from typing import Self

from pydantic import model_validator

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


class PeopleList(Part):
    """A checked people list."""

    people: tuple[ListedPerson, ...] = ()
    merges: tuple[tuple[Subject, ...], ...] = ()
    splits: tuple[Subject, ...] = ()

    @model_validator(mode="after")
    def _lists_each_subject_once(self) -> Self:
        seen: dict[str, int] = {}
        for place, person in enumerate(self.people):
            for subject in person.subjects:
                if seen.setdefault(subject, place) != place:
                    raise Misplaced(f"{subject} is listed already", "people", place)
        for place, merge in enumerate(self.merges):
            if len(set(merge)) < 2:
                raise Misplaced("a merge needs two or more", "merges", place)
        for subject, count in Counter(self.splits).items():
            if count > 1:
                raise Misplaced(f"{subject} is listed twice", "splits")
        return self


def read_people(path: Path) -> PeopleList:
    """The people of a file; raises WrongUsage that names the file, the line and the key."""
    return read_yaml(path, PeopleList, called="people list", setting="OSSPULSE_PEOPLE")
