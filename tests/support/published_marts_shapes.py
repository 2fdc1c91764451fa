# ruff: noqa: DTZ001 - every time of the marts is UTC without a zone
"""What the simulated projects of a published file are like."""

from dataclasses import dataclass
from datetime import date, datetime

AS_OF = date(2026, 6, 5)
START = datetime(2025, 3, 3)
GATE_RESULTS = """[
    {"suite": "core.dim_people", "rule": "has_rows", "severity": "critical", "passed": true,
     "observed": "310", "expected": "min_value=1", "notes": "there are people"},
    {"suite": "quality.gaps", "rule": "is_empty", "severity": "warning", "passed": false,
     "observed": "1", "expected": "max_value=0", "notes": "lost history"}
]"""
HOSTILE_NAME = "<script>alert(1)</script>\"'&\u202egnp.exe\u202c 🦄 ]]> {{ 7*7 }}"
HOSTILE_REPOSITORY = "..%2f..%2f<img src=x onerror=alert(2)>/CON"
SURNAMES = (
    "Ada",
    "Bo",
    "Chen",
    "Dara",
    "Emeka",
    "Fatima",
    "Gita",
    "Hao",
    "Ines",
    "Jun",
    "Kofi",
    "Lin",
)
GIVEN = ("Moss", "Reed", "晓明", "Stone", "雨桐", "Vale", "Wren", "子涵", "Yarrow", "Zephyr")


@dataclass(frozen=True, slots=True)
class Shape:
    """How lively one project is: newcomers a week, how many stay, who answers, how fast."""

    project_id: str
    name_en: str
    name_zh: str
    field: str | None
    stage: str | None
    repositories: tuple[str, ...]
    newcomers_a_week: float
    acts_a_week: float
    answer_hours: float
    answered: float
    core_people: int = 4
    first_week: int = 0


SHAPES = (
    Shape("lantern", "Lantern", "明灯", "Operating systems", "graduated",
          ("sim-lantern/kernel", "sim-lantern/docs", "sim-lantern/kernel-mirror"), 1.6, 30, 9, 0.95, 7),
    Shape("riverbed", "Riverbed", "河床", "Databases", "incubating",
          ("sim-riverbed/store",), 0.3, 9, 40, 0.85, 1),
    Shape("kite", "Kite", "纸鸢", "AI frameworks", "incubating",
          ("sim-kite/kite", "sim-kite/models"), 2.2, 18, 90, 0.55, 3),
    Shape("harbor", "Quiet Harbor", "静港", "Middleware", "sandbox",
          ("sim-harbor/bridge",), 0.05, 0.3, 200, 0.3, 1, 60),
    Shape("bamboo", "Bamboo", "竹简", "Developer tools", "graduated",
          ("sim-bamboo/press", "sim-bamboo/themes"), 0.5, 12, 20, 0.9, 4),
)  # fmt: skip
HOSTILE = Shape("../../etc/passwd\x00<b>", HOSTILE_NAME, HOSTILE_NAME, "<i>field</i>", "sandbox",
                (HOSTILE_REPOSITORY,), 0.4, 5, 30, 0.7, 2)  # fmt: skip
