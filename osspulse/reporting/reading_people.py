"""Who did what, who waits, and what is open, for the scopes in the temporary table `members`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from osspulse.reporting.models import Attention, Contributor, FirstMerge, OpenItem

TITLE_LIMIT = 300
"""Characters of a title that leave the file: a report shows fewer, some forges allow a megabyte."""

THANK_DAYS = 30
CORE_DAYS = 90
PEOPLE_SHOWN = 12
ITEMS_SHOWN = 10

_PEOPLE = """
with per_person as (
    select scope_type, scope_id, person_id,
        count(*) filter (kind in ('commit_authored', 'commit_co_authored') and is_thanked)
            as commits,
        count(*) filter (kind in ('pull_request_opened') and is_thanked) as pull_requests,
        count(*) filter (kind in ('pull_request_reviewed', 'review_commented') and is_thanked)
            as reviews,
        count(*) filter (is_thanked) as thanked,
        count(*) filter (is_recent) as recent,
        min(occurred_at) as first_at
    from (
        select *, occurred_at >= $as_of - $thank_days as is_thanked,
            occurred_at >= $as_of - $core_days as is_recent
        from core.fct_activities
        where is_contribution and not is_bot and person_id is not null and occurred_at < $as_of
    )
    inner join members using (repository_id)
    group by all
), ranked as (
    select *,
        sum(recent) over (partition by scope_type, scope_id order by recent desc, person_id)
            as recent_up_to,
        sum(recent) over (partition by scope_type, scope_id) as recent_total
    from per_person
    where recent > 0
)
select scope_type, scope_id, display_name, link.url, commits, pull_requests, reviews,
    thanked - commits - pull_requests - reviews as discussions,
    recent / recent_total as share,
    recent_up_to - recent < recent_total / 2.0 as is_core,
    first_at >= $as_of - $thank_days as is_new
from ranked
inner join core.dim_people using (person_id)
left join (
    select person_id, min(url) as url from core.dim_accounts group by all
) as link using (person_id)
where not is_bot
qualify row_number() over (
        partition by scope_type, scope_id order by thanked desc, person_id
    ) <= $shown
    or row_number() over (partition by scope_type, scope_id order by recent desc, person_id) <= $shown
order by scope_type, scope_id, thanked desc, recent desc, person_id
"""

_FIRST_MERGES = f"""
select scope_type, scope_id, display_name, link.url, owner_id, left(title, {TITLE_LIMIT}),
    merged.url, merged_at
from (
    select members.scope_type, members.scope_id, unit.scope_id as owner_id, pulls.*
    from core.fct_pull_requests as pulls
    inner join members using (repository_id)
    left join members as unit
        on unit.repository_id = pulls.repository_id and unit.scope_type <> 'portfolio'
    where pulls.is_merged and not pulls.author_is_bot and pulls.merged_at < $as_of
    qualify row_number() over (
        partition by members.scope_type, members.scope_id, pulls.author_person_id
        order by pulls.merged_at, pulls.pull_request_id
    ) = 1
) as merged
inner join core.dim_people on dim_people.person_id = merged.author_person_id
left join (
    select person_id, min(url) as url from core.dim_accounts group by all
) as link on link.person_id = merged.author_person_id
where merged_at >= $as_of - $thank_days
order by merged_at desc, pull_request_id
"""  # noqa: S608

_OPEN_ITEMS = f"""
with open_items as (
    select 'issue' as kind, issue_id as item_id, repository_id, author_person_id, title, url,
        opened_at, first_response_at, closed_at
    from core.fct_issues
    where not author_is_bot
    union all
    select 'pull_request', pull_request_id, repository_id, author_person_id, title, url,
        opened_at, first_response_at, closed_at
    from core.fct_pull_requests
    where not author_is_bot
)
select scope_type, scope_id, kind, left(title, {TITLE_LIMIT}), open_items.url, full_name,
    display_name, date_diff('minute', opened_at, cast($as_of as timestamp)) / 60.0,
    coalesce(first_response_at < $as_of, false)
from open_items
inner join members using (repository_id)
inner join core.dim_repositories using (repository_id)
left join core.dim_people on dim_people.person_id = open_items.author_person_id
where scope_type <> 'portfolio' and opened_at < $as_of
    and (closed_at is null or closed_at >= $as_of)
qualify row_number() over (
    partition by scope_type, scope_id order by first_response_at is not null, opened_at, item_id
) <= $items_shown
order by scope_type, scope_id, first_response_at is not null, opened_at, item_id
"""  # noqa: S608

_COMMIT_SHARES = """
select scope_type, scope_id, display_name,
    count(*) / sum(count(*)) over (partition by scope_type, scope_id) as share
from (
    select scope_type, scope_id, commits.person_id, display_name
    from core.fct_commits as commits
    inner join members using (repository_id)
    inner join core.dim_people using (person_id)
    where not commits.is_bot and authored_at < $as_of and authored_at >= $as_of - $core_days
)
group by scope_type, scope_id, person_id, display_name
qualify row_number() over (
    partition by scope_type, scope_id order by count(*) desc, person_id
) <= $shown
order by scope_type, scope_id, share desc, person_id
"""

_ATTENTION = f"""
with needed as (
    select * from community_health.fct_attention_needed
    where as_of_date = $as_of
    -- A newcomer's unanswered issue is told once, as a newcomer's.
    qualify row_number() over (
        partition by coalesce(object_id, attention_id) order by kind <> 'newcomer_waiting', kind
    ) = 1
)
select coalesce(unit.scope_id, '') as unit_id, needed.kind, needed.severity,
    repositories.full_name, people.display_name, link.url, left(needed.title, {TITLE_LIMIT}),
    needed.url, needed.reason_code, needed.waiting_hours
from needed
left join (select distinct scope_id, scope_type from members) as unit
    on unit.scope_id = coalesce(needed.project_id, needed.repository_id)
    and unit.scope_type <> 'portfolio'
left join core.dim_repositories as repositories using (repository_id)
left join core.dim_people as people using (person_id)
left join (
    select person_id, min(url) as url from core.dim_accounts group by all
) as link using (person_id)
where unit.scope_id is not null or needed.repository_id in (select repository_id from members)
order by case needed.severity when 'high' then 0 when 'medium' then 1 else 2 end,
    needed.waiting_hours desc nulls last, needed.attention_id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Found:
    """The people and open items of one scope."""

    contributors: tuple[Contributor, ...] = ()
    first_merges: tuple[FirstMerge, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    commit_shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """What was found, by scope."""

    found: Mapping[tuple[str, str], Found] = field(default_factory=dict)

    def of(self, key: tuple[str, str]) -> Found:
        """What was found in one scope, empty where nothing was."""
        return self.found.get(key, Found())


def attention_of(
    connection: duckdb.DuckDBPyConnection, *, as_of: date
) -> Mapping[str, list[Attention]]:
    """By unit ('' where it has no page): what needs somebody, gravest and longest waiting first."""
    items: dict[str, list[Attention]] = defaultdict(list)
    for unit_id, kind, severity, *facts in connection.execute(
        _ATTENTION, {"as_of": as_of}
    ).fetchall():
        items[unit_id].append(Attention(kind, severity, unit_id or None, *facts))
    return items


def people_of(connection: duckdb.DuckDBPyConnection, *, as_of: date) -> People:
    """Contributors of the last weeks, first merges, oldest open items, shares of the commits."""
    window: dict[str, Any] = {
        "as_of": as_of,
        "thank_days": THANK_DAYS,
        "core_days": CORE_DAYS,
        "shown": PEOPLE_SHOWN,
        "items_shown": ITEMS_SHOWN,
    }

    def grouped(query: str) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
        named = {name: value for name, value in window.items() if f"${name}" in query}
        groups: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
        for scope_type, scope_id, *facts in connection.execute(query, named).fetchall():
            groups[scope_type, scope_id].append(tuple(facts))
        return groups

    contributors, merges = grouped(_PEOPLE), grouped(_FIRST_MERGES)
    open_items, shares = grouped(_OPEN_ITEMS), grouped(_COMMIT_SHARES)
    keys = contributors.keys() | merges.keys() | open_items.keys() | shares.keys()
    return People(
        {
            key: Found(
                contributors=tuple(Contributor(*row) for row in contributors.get(key, ())),
                first_merges=tuple(FirstMerge(*row) for row in merges.get(key, ())),
                open_items=tuple(OpenItem(*row) for row in open_items.get(key, ())),
                commit_shares=tuple((name or "", share) for name, share in shares.get(key, ())),
            )
            for key in keys
        }
    )
