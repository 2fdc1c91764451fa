with

identities as (

    select * from {{ ref('int_identities_grouped') }}

),

accounts as (

    select * from {{ ref('int_accounts_marked') }}

),

commit_authors as (

    select * from {{ ref('int_commit_authors') }}

),

co_authors as (

    select * from {{ ref('int_commit_co_authors') }}

),

names_written as (

    select
        identity_id,
        author_name,
        named_at,
        is_bot

    from commit_authors

    union all

    select
        identity_id,
        co_author_name as author_name,
        authored_at as named_at,
        {{ is_bot_login('co_author_name') }} as is_bot

    from co_authors

),

author_names_picked as (

    select
        identity_id,
        max_by(author_name, (named_at, author_name)) as author_name,
        bool_or(is_bot) as is_bot

    from names_written

    group by all

),

identities_described as (

    select
        identities.person_id,
        identities.identity_id,
        accounts.account_id,
        coalesce(accounts.login, author_names_picked.author_name) as display_name,
        coalesce(accounts.is_bot, author_names_picked.is_bot, false) as is_bot,
        accounts.account_type,
        coalesce(accounts.is_placeholder, false) as is_placeholder,
        accounts.first_seen_at,
        identities.first_act_at

    from identities

    left join accounts
        on identities.identity_id = accounts.account_id

    left join author_names_picked
        on identities.identity_id = author_names_picked.identity_id

),

best_names_picked as (

    -- The login of the GitHub account, else of the Gitee account, else the name in the commits.
    select
        person_id,
        display_name

    from identities_described

    qualify
        row_number() over (
            partition by person_id
            order by
                case when display_name is null then 1 else 0 end,
                case when account_id is null then 1 else 0 end,
                case when account_id like 'github:%' then 0 else 1 end,
                identity_id
        ) = 1

),

people_summed_up as (

    select
        person_id,
        count(distinct account_id) as account_count,
        bool_or(is_bot) as is_bot,
        -- An organisation owns repositories but does nothing itself.
        coalesce(bool_and(account_type = 'Organization'), false)
        and min(first_act_at) is null as is_organisation,
        coalesce(min(first_act_at), min(first_seen_at)) as first_seen_at

    from identities_described

    where not is_placeholder

    group by all

),

people_described as (

    select
        people_summed_up.person_id,
        coalesce(best_names_picked.display_name, 'unknown') as display_name,
        people_summed_up.account_count,
        people_summed_up.is_bot,
        people_summed_up.first_seen_at

    from people_summed_up

    inner join best_names_picked
        on people_summed_up.person_id = best_names_picked.person_id

    where not people_summed_up.is_organisation

)

select * from people_described
