{% macro is_bot_login(login) -%}
    coalesce(lower({{ login }}) like '%[bot]', false)
{%- endmacro %}

{% macro is_merge_message(message) -%}
    coalesce(
        {{ message }} like 'Merge pull request %'
        or {{ message }} like 'Merge branch %'
        or {{ message }} like 'Merge remote-tracking branch %'
        or {{ message }} like '!%Merge pull request %',
        false
    )
{%- endmacro %}

{% macro hidden_address_part(address, pattern) -%}
    nullif(regexp_extract(lower({{ address }}), '{{ pattern }}', 1), '')
{%- endmacro %}

{#- A name as it is compared with others: case, a leading @ and doubled spaces do not matter. -#}
{% macro organisation_key(name) -%}
    lower(trim(regexp_replace(ltrim(trim({{ name }}), '@'), '\s+', ' ', 'g')))
{%- endmacro %}

{#- The domain of an address that a person reads; null for hidden addresses and machines' names. -#}
{% macro telling_domain(address) -%}
    case
        when
            {{ address }} like '%_@%_.%_'
            and {{ address }} not like '%noreply%'
            and {{ address }} not like '%no-reply%'
            and {{ address }} not like '%.local'
            and {{ address }} not like '%.localdomain'
            then lower(split_part({{ address }}, '@', -1))
    end
{%- endmacro %}

{#- The part of a domain that somebody registered: two labels, three below co.uk and its like. -#}
{% macro registered_domain(domain) -%}
    regexp_extract(
        {{ domain }},
        '([^.]+[.](ac|co|com|edu|go|gob|gov|mil|ne|net|or|org)[.][a-z]{2}|[^.]+[.][^.]+)$',
        1
    )
{%- endmacro %}

{#- Where what is known of employers has no beginning or no end. -#}
{% macro beginning_of_time() -%}
    timestamp '0001-01-01 00:00:00'
{%- endmacro %}

{% macro end_of_time() -%}
    timestamp '9999-12-31 00:00:00'
{%- endmacro %}

{#- Two columns: the organisation an act belongs to and what tells so, the surest source first. -#}
{% macro affiliation_columns(act, affiliation, domain) -%}
    case
        when {{ affiliation }}.is_enrolled then {{ affiliation }}.enrolled_organisation_id
        when {{ affiliation }}.is_listed then {{ affiliation }}.listed_organisation_id
        when {{ domain }}.organisation_id is not null then {{ domain }}.organisation_id
        when {{ act }}.email_domain is null and {{ affiliation }}.has_address
            then {{ affiliation }}.address_organisation_id
        when {{ affiliation }}.has_profile then {{ affiliation }}.profile_organisation_id
    end as organisation_id,
    case
        when {{ affiliation }}.is_enrolled then 'enrolment'
        when {{ affiliation }}.is_listed then 'people_list'
        when {{ domain }}.organisation_id is not null then 'email_domain'
        when {{ act }}.email_domain is null and {{ affiliation }}.has_address
            then 'recent_email_domain'
        when {{ affiliation }}.has_profile then 'profile'
    end as affiliation_source
{%- endmacro %}

{#- The id of the person whose eldest identity this is. -#}
{% macro person_id_of(identity) -%}
    left(md5({{ identity }}), 16)
{%- endmacro %}

{#- The people that a commit message names as co-authors, a list of "name <address>". -#}
{% macro co_authors_named(message) -%}
    {{ return(adapter.dispatch('co_authors_named')(message)) }}
{%- endmacro %}

{% macro duckdb__co_authors_named(message) -%}
    regexp_extract_all(
        {{ message }},
        '(?im)^[ \t]*co-authored-by:[ \t]*([^<>\r\n]*<[^<>\s]+@[^<>\s]+>)[ \t\r]*$',
        1
    )
{%- endmacro %}

{#- The identity of whoever has no known account: a personal address, else address and name. -#}
{% macro address_identity(platform, address, login, name) -%}
    case
        when {{ address }} like '%_@%_.%_' and {{ address }} not like '%noreply%'
            then 'email:' || md5({{ address }})
        -- An address that many share tells who wrote a commit only together with the name.
        else
            'author:' || md5(
                concat_ws('|', {{ platform }}, {{ address }}, {{ login }}, {{ name }})
            )
    end
{%- endmacro %}
