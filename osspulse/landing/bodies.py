"""Bodies that are no usable JSON: told apart by DuckDB, all of a batch at once."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa

from osspulse.landing.batches import Batch, Quarantined

_NUMBER = r"\s*-?(?:[nN][aA][nN]|[iI][nN][fF]|[0-9][0-9.]*[eE]\+?[0-9]{3})"
"""DuckDB's JSON reader takes NaN, Infinity and 1e999; bodies that may hold one are read again."""

_UNUSABLE_BODIES = """
    with bodies as (
        select row_number() over () - 1 as place, body, try(json_type(body)) as body_type
        from batch
    )
    select
        place,
        case
            when not json_valid(body) or body_type is null then 'invalid_json'
            when body_type <> 'OBJECT' then 'not_an_object'
            else 'suspect'
        end as reason
    from bodies
    where body_type is distinct from 'OBJECT'
        -- Each begins with a letter of its own, which is found ten times as fast as any of three.
        or regexp_matches(body, $after_colon)
        or regexp_matches(body, $after_comma)
        or regexp_matches(body, $after_bracket)
"""
_PATTERNS = {
    "after_colon": ":" + _NUMBER,
    "after_comma": "," + _NUMBER,
    "after_bracket": r"\[" + _NUMBER,
}


def set_unusable_bodies_aside(batch: Batch, *, connection: duckdb.DuckDBPyConnection) -> Batch:
    """The batch with its rows whose body is no JSON object of finite numbers in quarantine."""
    unusable = _unusable(batch.events, connection)
    if not unusable:
        return batch
    kept = pa.array([place not in unusable for place in range(len(batch.events))])
    return replace(
        batch,
        events=batch.events.filter(kept),
        origins=[record for place, record in enumerate(batch.origins) if place not in unusable],
        quarantined=batch.quarantined
        + tuple(_set_aside(batch, place, reason) for place, reason in unusable.items()),
    )


def _set_aside(batch: Batch, place: int, reason: str) -> Quarantined:
    body: str = batch.events["body"][place].as_py()
    record = batch.origins[place]._replace(value=body.encode())
    return Quarantined(record, reason, batch.events["received_at"][place].as_py())


def _unusable(events: pa.Table, connection: duckdb.DuckDBPyConnection) -> Mapping[int, str]:
    if not len(events):
        return {}
    with connection.cursor() as cursor:
        cursor.register("batch", events)
        found = dict(cursor.execute(_UNUSABLE_BODIES, _PATTERNS).fetchall())
        cursor.unregister("batch")
    for place, reason in tuple(found.items()):
        if reason != "suspect":
            continue
        if _has_nonfinite_number(events["body"][place].as_py()):
            found[place] = "nonfinite_number"
        else:
            del found[place]
    return found


def _has_nonfinite_number(body: str) -> bool:
    def finite(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise OverflowError(text)
        return number

    try:
        json.loads(body, parse_constant=finite, parse_float=finite, parse_int=str)
    except OverflowError:
        return True
    except json.JSONDecodeError:
        # DuckDB spells not-a-number and infinity in more ways than Python does.
        return True
    except RecursionError:
        return False
    return False
