with

states as (

    select * from {{ ref('int_pull_requests_folded') }}

),

columns_listed as (

    select
        pull_request_id,
        repository_id,
        state,
        valid_from,
        valid_to as valid_until

    from states

    -- A state that ended when it began was never to be seen.
    where valid_to is null or valid_to > valid_from

)

select * from columns_listed
