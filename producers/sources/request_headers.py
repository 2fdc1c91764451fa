"""The headers of one webhook request, read without trusting them."""

from collections import Counter
from collections.abc import Iterable, Set
from typing import Literal

from producers.refusals import Refusal, Refused

MediaType = Literal["json", "form"]

_JSON = b"application/json"
_FORM = b"application/x-www-form-urlencoded"
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii"})


class RequestHeaders:
    """Header values by lower-case name; one that came twice is refused when it is asked for."""

    __slots__ = ("_doubled", "_values", "pairs")

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        """Take the pairs as an ASGI scope lists them: names in lower case, bytes as sent."""
        self.pairs = pairs = list(raw)
        self._values = dict(reversed(pairs))  # where a name comes twice, the first value stays
        self._doubled: Set[bytes] = (
            {name for name, count in Counter(name for name, _ in pairs).items() if count > 1}
            if len(self._values) < len(pairs)
            else frozenset()
        )

    def get(self, name: bytes) -> bytes | None:
        """The header's value as sent, None when it is absent; raises Refused when it is ambiguous."""
        if name in self._doubled:
            raise Refused(Refusal.DOUBLED_HEADER)
        return self._values.get(name)

    def first(self, name: bytes) -> bytes | None:
        """The header's value where it first came; for what decides nothing."""
        return self._values.get(name)

    def media_type(self) -> MediaType:
        """What the body claims to be; raises Refused for anything but JSON or a form in UTF-8."""
        value = self.get(b"content-type")
        if value == _JSON:
            return "json"
        kind, *parameters = (part.strip() for part in (value or b"").lower().split(b";"))
        for parameter in parameters:
            name, _, charset = parameter.partition(b"=")
            if name.strip() == b"charset" and charset.strip().strip(b'"') not in _UTF_8:
                raise Refused(Refusal.UNSUPPORTED_MEDIA_TYPE)
        if kind == _JSON:
            return "json"
        if kind == _FORM:
            return "form"
        raise Refused(Refusal.UNSUPPORTED_MEDIA_TYPE)
