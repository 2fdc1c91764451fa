"""Who of a community works for whom, and the enrolments that tell so."""

import csv
import io
import re

from producers.simulator.community import Community, Person

_EMPLOYERS = ("Lantern Works", "Ferry Systems", "Harbour University", "Orchard Cloud", None, None)
"""In turn: a third of the people work for nobody that the programme knows of."""


def employer_of(person: Person) -> str | None:
    """The organisation that a person works for all the time; none of a bot."""
    number = re.search(r"\d+$", person.person_id)
    return None if number is None else _EMPLOYERS[int(number[0]) % len(_EMPLOYERS)]


def enrolments_csv(community: Community) -> str:
    """The table of who works where, in the format that the project reads: by account and address."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(("who", "organisation", "from", "until"))
    for person in community.people:
        if employer := employer_of(person):
            accounts = person.accounts.values()
            names = [f"{account.platform}:#{account.number}" for account in accounts]
            rows.writerows((name, employer, "", "") for name in (*names, person.email))
    return table.getvalue()
