-- Degree of authorship after Avelino et al. 2016, of each file after each day on which it changed.
with

file_changes as (

    select * from {{ ref('int_file_changes') }}

),

first_authors_found as (

    select
        repository_id,
        path,
        arg_min(person_number, (changed_at, commit_sha)) as person_number,
        min(changed_date) as added_date

    from file_changes

    where change = 'added'

    group by all

),

days_counted as (

    select
        repository_id,
        path,
        person_number,
        count(*) as change_count,
        changed_date

    from file_changes

    group by all

),

versions_told as (

    select
        repository_id,
        path,
        count(*) as change_count,
        arg_max(change, (changed_at, commit_sha)) = 'removed' as is_removed,
        changed_date

    from file_changes

    group by all

),

versions_numbered as (

    select
        repository_id,
        path,
        is_removed,
        sum(change_count) over (
            partition by repository_id, path
            order by changed_date
            rows between unbounded preceding and current row
        ) as change_count,
        changed_date as valid_from_date,
        coalesce(
            lead(changed_date) over (
                partition by repository_id, path
                order by changed_date
            ), {{ as_of_date() }}
        ) as valid_until_date

    from versions_told

),

developers_listed as (

    select
        repository_id,
        path,
        person_number,
        min(changed_date) as first_changed_date

    from days_counted

    group by all

),

changes_accumulated as (

    select
        versions_numbered.repository_id,
        versions_numbered.path,
        developers_listed.person_number,
        versions_numbered.change_count,
        sum(coalesce(days_counted.change_count, 0)) over (
            partition by
                versions_numbered.repository_id,
                versions_numbered.path,
                developers_listed.person_number
            order by versions_numbered.valid_from_date
            rows between unbounded preceding and current row
        ) as own_change_count,
        coalesce(
            first_authors_found.person_number = developers_listed.person_number
            and first_authors_found.added_date <= versions_numbered.valid_from_date, false
        ) as is_first_author,
        versions_numbered.valid_from_date,
        versions_numbered.valid_until_date

    from versions_numbered

    inner join developers_listed
        on
            versions_numbered.repository_id = developers_listed.repository_id
            and versions_numbered.path = developers_listed.path
            and versions_numbered.valid_from_date >= developers_listed.first_changed_date

    left join days_counted
        on
            versions_numbered.repository_id = days_counted.repository_id
            and versions_numbered.path = days_counted.path
            and versions_numbered.valid_from_date = days_counted.changed_date
            and developers_listed.person_number = days_counted.person_number

    left join first_authors_found
        on
            versions_numbered.repository_id = first_authors_found.repository_id
            and versions_numbered.path = first_authors_found.path

    where not versions_numbered.is_removed

),

authorship_measured as (

    select
        repository_id,
        path,
        person_number,
        3.293
        + case when is_first_author then 1.098 else 0 end
        + 0.164 * own_change_count
        - 0.321 * ln(1 + change_count - own_change_count) as degree,
        valid_from_date,
        valid_until_date

    from changes_accumulated

),

best_compared as (

    select
        *,
        max(degree) over (partition by repository_id, path, valid_from_date) as best_degree

    from authorship_measured

),

files_described as (

    select
        repository_id,
        path,
        -- A file may have no author: many changed it, nobody much.
        list(person_number order by person_number) filter (
            where degree >= 3.293 and degree > 0.75 * best_degree
        ) as author_numbers,
        valid_from_date,
        valid_until_date

    from best_compared

    group by all

),

-- A number for each set of authors: files are grouped by it for every date.
sets_numbered as (

    select
        *,
        dense_rank() over (order by author_numbers) as author_set_number

    from files_described

)

select * from sets_numbered
