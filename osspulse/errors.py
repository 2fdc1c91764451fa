"""What can go wrong, named by what the caller can do about it."""


class OsspulseError(Exception):
    """One line for a person: what failed, on which thing and value, and what to do next."""

    exit_status = 1


class WrongUsage(OsspulseError):
    """A setting, file or argument has to change before it is worth trying again."""

    exit_status = 2


class Unavailable(OsspulseError):
    """Something this needs is away or busy for now; the same call may succeed later."""


class InvalidEvent(OsspulseError):
    """This delivery or record can never be used as it is; trying again does not help."""


class LostHistory(OsspulseError):
    """The log and the stored positions contradict each other; a person has to decide."""


class GateRefused(OsspulseError):
    """The gate found the marts unfit to be read; the previous publication stays in place."""

    exit_status = 3
