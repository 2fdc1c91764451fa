with

events as (

    select * from {{ ref('base_github__events') }}

    where
        (
            event in (
                'dependabot_alert', 'code_scanning_alert', 'secret_scanning_alert',
                'repository_vulnerability_alert'
            )
            and alert.created_at is not null
            and repository.id is not null
        )
        -- An advisory of GitHub's own database names no repository.
        or (
            event in ('repository_advisory', 'security_advisory')
            and advisory.ghsa_id is not null
        )

),

kinds_named as (

    select
        *,
        case
            when event in ('repository_advisory', 'security_advisory') then 'advisory'
            when event = 'code_scanning_alert' then 'code_scanning'
            when event = 'secret_scanning_alert' then 'secret_scanning'
            -- GitHub renamed the alerts of vulnerable dependencies in 2022.
            else 'dependency'
        end as alert_kind,
        {{ utc_timestamp(
            'coalesce(advisory.published_at, advisory.created_at, alert.created_at)'
        ) }} as created_at,
        {{ utc_timestamp(
            'coalesce(
                alert.fixed_at, alert.resolved_at, alert.dismissed_at, alert.auto_dismissed_at,
                advisory.withdrawn_at, advisory.closed_at
            )'
        ) }} as closed_at

    from events

),

renamed as (

    select
        'github' as source,
        'github' as platform,
        'github:' || repository.id as repository_id,
        concat_ws(
            ':', 'github', repository.id, alert_kind,
            coalesce(advisory.ghsa_id, alert.number, alert.id)
        ) as alert_id,
        'github:' || sender.id as account_id,
        delivery_id,
        alert_kind,
        action,
        case
            when coalesce(advisory.state, alert.state) is not null
                then lower(coalesce(advisory.state, alert.state))
            when closed_at is not null then 'resolved'
            else 'open'
        end as state,
        lower(
            coalesce(
                advisory.severity, alert.severity, alert.security_advisory.severity,
                alert.rule.security_severity_level, alert.rule.severity
            )
        ) as severity,
        coalesce(
            advisory.ghsa_id, alert.security_advisory.ghsa_id, alert.ghsa_id, alert.rule.id,
            alert.secret_type
        ) as rule_name,
        coalesce(alert.dependency.package.name, alert.affected_package_name) as package_name,
        coalesce(advisory.html_url, alert.html_url) as url,
        created_at,
        closed_at,
        coalesce(
            {{ utc_timestamp('coalesce(advisory.updated_at, alert.updated_at)') }}, received_at
        ) as updated_at,
        landed_at

    from kinds_named

)

select * from renamed
