"""The portfolio file that lists a community's projects."""

import yaml

from producers.simulator.community import Community

PORTFOLIO_ID = "simulated"


def portfolio_yaml(community: Community) -> str:
    """The portfolio of a simulated programme, in the format that the project reads."""
    projects = []
    for project in community.projects:
        repositories: list[object] = []
        for repository in community.repositories:
            if repository.project_id == project.project_id:
                name = f"{repository.platform}:{repository.full_name}"
                repositories.append(
                    {"name": name, "mirror": True} if repository.is_mirror else name
                )
        projects.append(
            {
                "id": project.project_id,
                "name_en": project.name_en,
                "name_zh": project.name_zh,
                "field": project.field,
                "foundation": "Simulated Foundation",
                "city": project.city,
                "park": project.park,
                "stage": project.stage,
                "home_utc_offset": "+08:00",
                "repositories": repositories,
            }
        )
    portfolio = {"id": PORTFOLIO_ID, "name_en": "Simulated programme", "name_zh": "模拟培育计划"}
    document = {"portfolio": portfolio, "projects": projects}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
