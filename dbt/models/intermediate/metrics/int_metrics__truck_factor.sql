{{ config(materialized='view') }}

with

windows as (

    select * from {{ ref('int_metric_windows') }}

    where window_days is null

),

file_authors as (

    select * from {{ ref('int_file_authors') }}

),

scope_repositories as (

    select * from {{ ref('int_scope_repositories') }}

),

path_days as (

    select * from {{ ref('int_repository_path_days') }}

),

as_of_dates as (

    select distinct as_of_date from windows

),

-- Files with the same authors share their fate.
repository_files_grouped as (

    select
        as_of_dates.as_of_date,
        file_authors.repository_id,
        file_authors.author_set_number,
        count(*) as file_count

    from as_of_dates

    inner join file_authors
        on
            as_of_dates.as_of_date > file_authors.valid_from_date
            and as_of_dates.as_of_date <= file_authors.valid_until_date

    group by all

),

files_grouped as (

    select
        windows.window_number,
        repository_files_grouped.author_set_number,
        sum(repository_files_grouped.file_count) as file_count

    from windows

    inner join scope_repositories
        on windows.scope_number = scope_repositories.scope_number

    inner join repository_files_grouped
        on
            scope_repositories.repository_id = repository_files_grouped.repository_id
            and windows.as_of_date = repository_files_grouped.as_of_date

    -- A mirror holds the same files once more.
    where not scope_repositories.is_mirror

    group by all

),

author_sets as (

    select distinct
        author_set_number,
        unnest(author_numbers) as person_number

    from file_authors

),

authors_listed as (

    select
        files_grouped.window_number,
        files_grouped.author_set_number,
        author_sets.person_number,
        files_grouped.file_count

    from files_grouped

    inner join author_sets
        on files_grouped.author_set_number = author_sets.author_set_number

),

authors_ranked as (

    select
        window_number,
        person_number,
        row_number() over (
            partition by window_number
            order by sum(file_count) desc, person_number
        ) as author_rank

    from authors_listed

    group by window_number, person_number

),

-- A file is lost when the last of its authors, in the order in which they leave, has left.
losses_told as (

    select
        authors_listed.window_number,
        authors_listed.author_set_number,
        any_value(authors_listed.file_count) as file_count,
        max(authors_ranked.author_rank) as lost_after

    from authors_listed

    inner join authors_ranked
        on
            authors_listed.window_number = authors_ranked.window_number
            and authors_listed.person_number = authors_ranked.person_number

    group by authors_listed.window_number, authors_listed.author_set_number

),

losses_accumulated as (

    select
        window_number,
        lost_after,
        sum(sum(file_count)) over (
            partition by window_number
            order by lost_after desc
        ) as still_known_count

    from losses_told

    group by window_number, lost_after

),

files_counted as (

    select
        window_number,
        sum(file_count) as file_count

    from files_grouped

    group by all

),

factors_found as (

    select
        files_counted.window_number,
        files_counted.file_count,
        coalesce(
            -- Who leaves last of those without whom half of the files would be known no more.
            max(losses_accumulated.lost_after) filter (
                where 2 * losses_accumulated.still_known_count >= files_counted.file_count
            ), 0
        ) as truck_factor

    from files_counted

    left join losses_accumulated
        on files_counted.window_number = losses_accumulated.window_number

    group by all

),

commits_with_paths_counted as (

    select
        windows.window_number,
        sum(path_days.commit_count) as commit_count,
        sum(path_days.commit_with_paths_count) as commit_with_paths_count

    from windows

    inner join scope_repositories
        on windows.scope_number = scope_repositories.scope_number

    inner join path_days
        on
            scope_repositories.repository_id = path_days.repository_id
            and windows.as_of_date > path_days.commit_date

    where not scope_repositories.is_mirror

    group by all

),

metrics_described as (

    select
        windows.window_number,
        'truck_factor' as metric,
        'chaoss' as dialect,
        case
            when
                2 * commits_with_paths_counted.commit_with_paths_count
                < commits_with_paths_counted.commit_count
                then 'paths_not_told'
        end as unknown_reason,
        case
            when
                2 * commits_with_paths_counted.commit_with_paths_count
                >= commits_with_paths_counted.commit_count
                then cast(factors_found.truck_factor as double)
        end as value,
        cast(coalesce(factors_found.file_count, 0) as bigint) as sample_size

    from windows

    left join factors_found
        on windows.window_number = factors_found.window_number

    left join commits_with_paths_counted
        on windows.window_number = commits_with_paths_counted.window_number

)

select * from metrics_described
