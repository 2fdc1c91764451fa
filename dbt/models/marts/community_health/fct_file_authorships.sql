with

file_authors as (

    select * from {{ ref('int_file_authors') }}

    where valid_until_date = {{ as_of_date() }}

),

contributors as (

    select * from {{ ref('int_contributors_numbered') }}

),

authors_listed as (

    select
        repository_id,
        path,
        unnest(author_numbers) as person_number

    from file_authors

),

names_joined as (

    select
        authors_listed.repository_id,
        contributors.person_id,
        authors_listed.path

    from authors_listed

    inner join contributors
        on authors_listed.person_number = contributors.person_number

)

select
    repository_id,
    person_id,
    path

from names_joined
