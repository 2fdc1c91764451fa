-- Each person's stretch of as-of dates on which they are new, active, active before, or both, told
-- by its first day (+1) and the day after its last (-1): how many people there are on a date is the
-- sum of all changes up to it.
with

active_spells as (

    select * from {{ ref('int_scope_active_spells') }}

),

active_stretches as (

    select
        'active' as standing,
        scope_number,
        window_days,
        active_from_date as from_date,
        active_until_date as until_date

    from active_spells

),

active_before_stretches as (

    select
        'active_before' as standing,
        scope_number,
        window_days,
        {{ days_before('active_from_date', '-window_days') }} as from_date,
        {{ days_before('active_until_date', '-window_days') }} as until_date

    from active_spells

),

new_stretches as (

    select
        'new' as standing,
        scope_number,
        window_days,
        active_from_date as from_date,
        {{ days_before('active_from_date', '1 - window_days') }} as until_date

    from active_spells

    where spell_number = 1

),

newcomer_before_stretches as (

    select
        'newcomer_before' as standing,
        scope_number,
        window_days,
        {{ days_before('active_from_date', '-window_days') }} as from_date,
        {{ days_before('active_from_date', '1 - 2 * window_days') }} as until_date

    from active_spells

    where spell_number = 1

),

-- A gap is longer than a window: no spell after the second reaches back to when one was new.
newcomer_retained_stretches as (

    select
        'newcomer_retained' as standing,
        scope_number,
        window_days,
        greatest(
            active_from_date,
            {{ days_before('coalesce(before_from_date, active_from_date)', '-window_days') }}
        ) as from_date,
        least(
            active_until_date,
            {{ days_before('coalesce(before_from_date, active_from_date)', '1 - 2 * window_days') }}
        ) as until_date

    from active_spells

    where spell_number in (1, 2)

),

-- Now and before within the same spell, or now in one and before in the one before it.
returning_stretches as (

    select
        'returning' as standing,
        scope_number,
        window_days,
        {{ days_before('active_from_date', '-window_days') }} as from_date,
        active_until_date as until_date

    from active_spells

    union all

    select
        'returning' as standing,
        scope_number,
        window_days,
        greatest(active_from_date, {{ days_before('before_from_date', '-window_days') }})
            as from_date,
        least(active_until_date, {{ days_before('before_until_date', '-window_days') }})
            as until_date

    from active_spells

    where before_from_date is not null

),

stretches_unioned as (

    select * from active_stretches

    union all

    select * from active_before_stretches

    union all

    select * from new_stretches

    union all

    select * from newcomer_before_stretches

    union all

    select * from newcomer_retained_stretches

    where from_date <= until_date

    union all

    select * from returning_stretches

    where from_date <= until_date

),

changes_unioned as (

    select
        standing,
        scope_number,
        window_days,
        1 as change,
        from_date as change_date

    from stretches_unioned

    union all

    select
        standing,
        scope_number,
        window_days,
        -1 as change,
        {{ days_before('until_date', -1) }} as change_date

    from stretches_unioned

),

changes_summed as (

    select
        scope_number,
        window_days,
        sum(change) filter (where standing = 'active') as active_change,
        sum(change) filter (where standing = 'active_before') as active_before_change,
        sum(change) filter (where standing = 'new') as new_change,
        sum(change) filter (where standing = 'returning') as returning_change,
        sum(change) filter (where standing = 'newcomer_before') as newcomer_before_change,
        sum(change) filter (where standing = 'newcomer_retained') as newcomer_retained_change,
        change_date

    from changes_unioned

    group by all

)

select * from changes_summed
