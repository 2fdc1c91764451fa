"""What the operator knows of people that events do not tell: employers, accounts, bots.

Four files, each optional, each read at every build and stored in the warehouse for dbt:
organisations (`OSSPULSE_ORGANISATIONS`), the people list (`OSSPULSE_PEOPLE`), enrolments
(`OSSPULSE_ENROLMENTS`) and bots (`OSSPULSE_BOTS`). docs/people.md shows each.
"""

from osspulse.people.storing import StoredPeople, store_people

__all__ = ["StoredPeople", "store_people"]
