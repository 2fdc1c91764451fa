with

github_commits as (

    select * from {{ ref('stg_github__commits') }}

),

gitee_commits as (

    select * from {{ ref('stg_gitee__commits') }}

),

gharchive_commits as (

    select * from {{ ref('stg_gharchive__commits') }}

),

git_commits as (

    select * from {{ ref('stg_git__commits') }}

),

sources_unioned as (

    select * from github_commits

    union all

    select * from gitee_commits

    union all

    select * from gharchive_commits

    union all

    select
        source,
        platform,
        repository_id,
        commit_sha,
        author_account_id,
        delivery_id,
        author_name,
        author_email,
        author_login,
        url,
        file_count,
        utc_offset_minutes,
        is_merge,
        is_default_branch,
        authored_at,
        listed_at,
        landed_at

    from git_commits

),

account_sightings as (

    select * from {{ ref('int_account_sightings_unioned') }}

),

logins_mapped as (

    -- A login that was passed on names the account that was seen with it last.
    select
        platform,
        lower(login) as login,
        account_id

    from account_sightings

    -- The account that stands for deleted ones wrote nothing itself.
    where account_id != 'github:10137'

    qualify
        row_number() over (
            partition by platform, lower(login)
            order by last_seen_at desc, account_id, email
        ) = 1

),

tellings_compared as (

    select
        *,
        -- Forges do not list parents: their merges are told by the message.
        bool_or(is_merge) over (partition by repository_id, commit_sha) as is_any_merge,
        bool_or(is_default_branch) over (partition by repository_id, commit_sha)
            as is_on_default_branch,
        bit_or({{ source_bit('source') }}) over (partition by repository_id, commit_sha)
            as source_bits,
        min(listed_at) over (partition by repository_id, commit_sha) as first_listed_at,
        min(landed_at) over (partition by repository_id, commit_sha) as first_landed_at

    from sources_unioned

),

fullest_tellings_picked as (

    -- The archive hides e-mail addresses and does not say when a commit was authored.
    select *

    from tellings_compared

    qualify
        row_number() over (
            partition by repository_id, commit_sha
            order by
                case when authored_at is null then 1 else 0 end,
                case when author_login is null then 1 else 0 end,
                case when file_count is null then 1 else 0 end,
                source,
                delivery_id
        ) = 1

),

authors_identified as (

    select
        fullest_tellings_picked.source,
        fullest_tellings_picked.platform,
        fullest_tellings_picked.repository_id,
        fullest_tellings_picked.commit_sha,
        coalesce(fullest_tellings_picked.author_account_id, logins_mapped.account_id) as account_id,
        {{ address_identity(
            'fullest_tellings_picked.platform', 'fullest_tellings_picked.author_email',
            'fullest_tellings_picked.author_login', 'fullest_tellings_picked.author_name'
        ) }} as address_identity_id,
        fullest_tellings_picked.author_name,
        fullest_tellings_picked.author_email,
        fullest_tellings_picked.author_login,
        fullest_tellings_picked.url,
        fullest_tellings_picked.file_count,
        fullest_tellings_picked.utc_offset_minutes,
        bit_count(fullest_tellings_picked.source_bits) as source_count,
        fullest_tellings_picked.is_any_merge as is_merge,
        fullest_tellings_picked.is_on_default_branch,
        -- No commit is authored after it was pushed, nor before version control.
        case
            when
                fullest_tellings_picked.authored_at > timestamp '1990-01-01'
                and fullest_tellings_picked.authored_at
                <= fullest_tellings_picked.first_listed_at + interval '1' day
                then fullest_tellings_picked.authored_at
            else fullest_tellings_picked.first_listed_at
        end as authored_at,
        fullest_tellings_picked.first_landed_at

    from fullest_tellings_picked

    left join logins_mapped
        on
            fullest_tellings_picked.platform = logins_mapped.platform
            and lower(fullest_tellings_picked.author_login) = logins_mapped.login

),

identities_chosen as (

    select
        source,
        platform,
        repository_id,
        commit_sha,
        account_id,
        coalesce(account_id, address_identity_id) as identity_id,
        author_name,
        author_email,
        {{ telling_domain('author_email') }} as email_domain,
        author_login,
        url,
        file_count,
        utc_offset_minutes,
        cast(source_count as bigint) as source_count,
        is_merge,
        is_on_default_branch,
        authored_at,
        first_landed_at

    from authors_identified

)

select * from identities_chosen
