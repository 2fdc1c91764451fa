"""How the operator's files name an account or an address."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

_LOGIN = re.compile(r"(github|gitee):([A-Za-z0-9][\w.\[\]-]*|#[0-9]+)")
_ADDRESS = re.compile(r"[^@\s:]+@[^@\s:]+\.[^@\s:]+")
_HIDDEN = re.compile(r"(?:(?P<number>[0-9]+)\+)?(?P<login>[^@+]+)@users\.noreply\.github\.com")


def subject_of(text: Any) -> str:
    """`github:login`, `github:#number` (also gitee) or `email:address`, in lower case.

    GitHub's hidden address names its account. Raises ValueError for anything else.
    """
    stripped = text.strip() if isinstance(text, str) else ""
    if _LOGIN.fullmatch(stripped):
        return stripped.lower()
    address = stripped.lower().removeprefix("email:")
    if not _ADDRESS.fullmatch(address):
        raise ValueError(
            f"{text!r} is neither github:login, github:#number, gitee:login, gitee:#number nor an"
            " e-mail address"
        )
    if hidden := _HIDDEN.fullmatch(address):
        return f"github:#{hidden['number']}" if hidden["number"] else f"github:{hidden['login']}"
    return f"email:{address}"


def _account(subject: str) -> str:
    if subject.startswith("email:"):
        raise ValueError("an address belongs under emails")
    return subject


def _address(text: Any) -> Any:
    if isinstance(text, str) and "@" not in text:
        raise ValueError(f"{text!r} is no e-mail address")
    return subject_of(text)


Subject = Annotated[str, BeforeValidator(subject_of)]
Account = Annotated[str, BeforeValidator(subject_of), AfterValidator(_account)]
Address = Annotated[str, BeforeValidator(_address)]
