"""File names of pages: made from a name and an id, never either of them as it is."""

import hashlib
import re
import unicodedata

from osspulse.reporting.models import Scope

_SLUG_LENGTH = 40


def page_name(scope: Scope) -> str:
    """`project-lantern-1f0e9a2b.html`: readable, unique by id, plain ASCII in lower case."""
    plain = unicodedata.normalize("NFKD", scope.name.get("en", "")[:200]).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:_SLUG_LENGTH].strip("-")
    digest = hashlib.sha256(scope.scope_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(part for part in (scope.scope_type, slug, digest) if part) + ".html"
