{#- What is read of each source's bodies: one place per source. Leaves are types of DuckDB. -#}

{% macro user_structure() -%}
    {{ return({
        "id": "varchar", "login": "varchar", "name": "varchar", "email": "varchar",
        "type": "varchar", "html_url": "varchar", "company": "varchar",
    }) }}
{%- endmacro %}

{% macro github_repository_structure() -%}
    {{ return({
        "id": "varchar", "name": "varchar", "full_name": "varchar", "owner": user_structure(),
        "html_url": "varchar", "description": "varchar", "fork": "boolean", "archived": "boolean",
        "language": "varchar", "default_branch": "varchar",
        "license": {"spdx_id": "varchar", "name": "varchar"}, "created_at": "varchar", "pushed_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_issue_structure() -%}
    {{ return({
        "id": "varchar", "number": "varchar", "title": "varchar", "html_url": "varchar",
        "state": "varchar", "user": user_structure(),
        "pull_request": {"html_url": "varchar", "merged_at": "varchar"},
        "labels": [{"name": "varchar"}],
        "created_at": "varchar", "updated_at": "varchar", "closed_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_branch_structure() -%}
    {{ return({
        "ref": "varchar", "sha": "varchar", "repo": {"id": "varchar", "full_name": "varchar"},
    }) }}
{%- endmacro %}

{% macro github_pull_request_structure() -%}
    {{ return({
        "id": "varchar", "number": "varchar", "title": "varchar", "html_url": "varchar",
        "state": "varchar",
        "user": user_structure(), "merged": "boolean", "merged_by": user_structure(),
        "draft": "boolean", "labels": [{"name": "varchar"}],
        "head": github_branch_structure(), "base": github_branch_structure(),
        "merge_commit_sha": "varchar",
        "created_at": "varchar", "updated_at": "varchar", "closed_at": "varchar",
        "merged_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_comment_structure() -%}
    {{ return({
        "id": "varchar", "html_url": "varchar", "user": user_structure(), "commit_id": "varchar",
        "created_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_discussion_structure() -%}
    {{ return({
        "id": "varchar", "html_url": "varchar", "user": user_structure(), "created_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_release_structure() -%}
    {{ return({
        "id": "varchar", "tag_name": "varchar", "name": "varchar", "html_url": "varchar",
        "author": user_structure(), "prerelease": "boolean", "draft": "boolean",
        "published_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_forkee_structure() -%}
    {{ return({
        "id": "varchar", "html_url": "varchar", "owner": user_structure(), "created_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_deployment_structure() -%}
    {{ return({
        "id": "varchar", "sha": "varchar", "ref": "varchar", "task": "varchar",
        "environment": "varchar", "production_environment": "boolean", "url": "varchar",
        "creator": user_structure(), "created_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_workflow_run_structure() -%}
    {{ return({
        "id": "varchar", "run_attempt": "varchar", "workflow_id": "varchar", "name": "varchar",
        "event": "varchar", "status": "varchar", "conclusion": "varchar", "html_url": "varchar",
        "head_branch": "varchar", "head_sha": "varchar", "actor": user_structure(),
        "created_at": "varchar", "run_started_at": "varchar", "updated_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_alert_structure() -%}
    {{ return({
        "id": "varchar", "number": "varchar", "state": "varchar", "html_url": "varchar",
        "severity": "varchar", "ghsa_id": "varchar", "affected_package_name": "varchar",
        "secret_type": "varchar",
        "rule": {
            "id": "varchar", "severity": "varchar", "security_severity_level": "varchar",
        },
        "security_advisory": {"ghsa_id": "varchar", "severity": "varchar"},
        "dependency": {"package": {"name": "varchar"}},
        "created_at": "varchar", "updated_at": "varchar", "fixed_at": "varchar",
        "dismissed_at": "varchar", "auto_dismissed_at": "varchar", "resolved_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_advisory_structure() -%}
    {{ return({
        "ghsa_id": "varchar", "severity": "varchar", "state": "varchar", "html_url": "varchar",
        "created_at": "varchar", "published_at": "varchar", "updated_at": "varchar",
        "closed_at": "varchar", "withdrawn_at": "varchar",
    }) }}
{%- endmacro %}

{% macro github_webhook_structure() -%}
    {{ return({
        "action": "varchar",
        "changes": {
            "repository": {"name": {"from": "varchar"}},
            "owner": {"from": {"user": user_structure(), "organization": user_structure()}},
        },
        "repository": github_repository_structure(),
        "sender": user_structure(),
        "issue": github_issue_structure(),
        "pull_request": github_pull_request_structure(),
        "discussion": github_discussion_structure(),
        "comment": github_comment_structure(),
        "review": github_review_structure(),
        "release": github_release_structure(),
        "forkee": github_forkee_structure(),
        "organization": {"id": "varchar", "login": "varchar"},
        "member": user_structure(),
        "membership": {"role": "varchar", "user": user_structure()},
        "deployment": github_deployment_structure(),
        "deployment_status": {
            "id": "varchar", "state": "varchar", "environment": "varchar",
            "creator": user_structure(), "created_at": "varchar",
        },
        "workflow_run": github_workflow_run_structure(),
        "alert": github_alert_structure(),
        "security_advisory": github_advisory_structure(),
        "repository_advisory": github_advisory_structure(),
        "starred_at": "varchar",
        "ref": "varchar", "ref_type": "varchar", "before": "varchar", "after": "varchar",
        "created": "boolean", "deleted": "boolean", "forced": "boolean",
        "compare": "varchar",
        "commits": [{
            "id": "varchar", "message": "varchar", "url": "varchar", "timestamp": "varchar",
            "author": {"name": "varchar", "email": "varchar", "username": "varchar"},
            "added": ["varchar"], "removed": ["varchar"], "modified": ["varchar"],
        }],
    }) }}
{%- endmacro %}

{% macro github_review_structure() -%}
    {{ return({
        "id": "varchar", "state": "varchar", "html_url": "varchar", "user": user_structure(),
        "submitted_at": "varchar",
    }) }}
{%- endmacro %}

{% macro gharchive_commit_structure() -%}
    {{ return({
        "sha": "varchar", "message": "varchar",
        "author": {"name": "varchar", "email": "varchar"},
    }) }}
{%- endmacro %}

{#- Until 2014 the archive has repository, actor_attributes, url and shas in place of the others. -#}
{% macro gharchive_structure() -%}
    {{ return({
        "type": "varchar",
        "repository": {"id": "varchar", "name": "varchar", "owner": "varchar"},
        "actor_attributes": {
            "login": "varchar", "name": "varchar", "type": "varchar", "company": "varchar",
        },
        "url": "varchar",
        "actor": user_structure(),
        "repo": {"id": "varchar", "name": "varchar"},
        "org": {"id": "varchar", "login": "varchar"},
        "created_at": "varchar",
        "payload": {
            "action": "varchar",
            "issue": github_issue_structure(),
            "pull_request": github_pull_request_structure(),
            "comment": github_comment_structure(),
            "review": github_review_structure(),
            "release": github_release_structure(),
            "forkee": github_forkee_structure(),
            "number": "varchar", "issue_id": "varchar", "comment_id": "varchar",
            "commit": "varchar",
            "ref": "varchar", "before": "varchar", "head": "varchar", "size": "bigint",
            "commits": [gharchive_commit_structure()],
            "shas": [["varchar"]],
        },
    }) }}
{%- endmacro %}

{% macro gitee_repository_structure() -%}
    {{ return({
        "id": "varchar", "path": "varchar", "full_name": "varchar", "owner": user_structure(),
        "html_url": "varchar", "description": "varchar", "fork": "boolean", "language": "varchar",
        "default_branch": "varchar", "license": "varchar", "created_at": "varchar",
        "pushed_at": "varchar",
    }) }}
{%- endmacro %}

{% macro gitee_structure() -%}
    {{ return({
        "action": "varchar", "action_desc": "varchar",
        "repository": gitee_repository_structure(),
        "project": gitee_repository_structure(),
        "sender": user_structure(),
        "issue": {
            "id": "varchar", "number": "varchar", "title": "varchar", "html_url": "varchar",
            "state": "varchar", "user": user_structure(), "labels": [{"name": "varchar"}],
            "created_at": "varchar", "updated_at": "varchar", "closed_at": "varchar",
        },
        "pull_request": github_pull_request_structure(),
        "comment": github_comment_structure(),
        "per_iid": "varchar",
        "noteable_type": "varchar", "noteable_id": "varchar", "short_commit_id": "varchar",
        "ref": "varchar", "before": "varchar", "after": "varchar", "created": "boolean",
        "deleted": "boolean", "compare": "varchar",
        "total_commits_count": "bigint", "commits_more_than_ten": "boolean",
        "commits": [{
            "id": "varchar", "message": "varchar", "url": "varchar", "timestamp": "varchar",
            "author": {
                "id": "varchar", "name": "varchar", "email": "varchar", "username": "varchar",
            },
            "parent_ids": ["varchar"],
            "added": ["varchar"], "removed": ["varchar"], "modified": ["varchar"],
        }],
    }) }}
{%- endmacro %}

{% macro git_structure() -%}
    {%- set signature = {"name": "varchar", "email": "varchar", "time": "varchar"} -%}
    {{ return({
        "repository": {"platform": "varchar", "full_name": "varchar"},
        "sha": "varchar", "parents": ["varchar"],
        "author": signature, "committer": signature,
        "recorded_author": {"name": "varchar", "email": "varchar"},
        "co_authors": [{"name": "varchar", "email": "varchar"}],
        "message": "varchar", "is_shallow": "boolean", "file_count": "bigint",
        "files": [{
            "path": "varchar", "change": "varchar", "previous_path": "varchar",
            "added": "bigint", "removed": "bigint",
        }],
        "tag": "varchar", "is_annotated": "boolean", "created_at": "varchar",
        "tagger": {"name": "varchar", "email": "varchar"},
    }) }}
{%- endmacro %}
