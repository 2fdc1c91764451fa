with

employments as (

    select * from {{ ref('int_employments_unioned') }}

),

bounds_found as (

    select
        person_id,
        valid_from as bound_at

    from employments

    union

    select
        person_id,
        valid_until as bound_at

    from employments

),

segments_cut as (

    select
        person_id,
        bound_at as valid_from,
        lead(bound_at) over (partition by person_id order by bound_at) as valid_until

    from bounds_found

),

employments_within as (

    -- Of two employers that one source tells at once the one that began later counts.
    select
        segments_cut.person_id,
        segments_cut.valid_from,
        segments_cut.valid_until,
        employments.source,
        employments.organisation_id

    from segments_cut

    inner join employments
        on
            segments_cut.person_id = employments.person_id
            and segments_cut.valid_from >= employments.valid_from
            and segments_cut.valid_until <= employments.valid_until

    qualify
        row_number() over (
            partition by segments_cut.person_id, segments_cut.valid_from, employments.source
            order by employments.valid_from desc, employments.organisation_id
        ) = 1

),

sources_laid_beside_each_other as (

    select
        person_id,
        valid_from,
        valid_until,
        bool_or(source = 'enrolment') as is_enrolled,
        bool_or(source = 'people_list') as is_listed,
        bool_or(source = 'email_domain') as has_address,
        bool_or(source = 'profile') as has_profile,
        max(organisation_id) filter (where source = 'enrolment') as enrolled_organisation_id,
        max(organisation_id) filter (where source = 'people_list') as listed_organisation_id,
        max(organisation_id) filter (where source = 'email_domain') as address_organisation_id,
        max(organisation_id) filter (where source = 'profile') as profile_organisation_id

    from employments_within

    group by all

)

select * from sources_laid_beside_each_other
