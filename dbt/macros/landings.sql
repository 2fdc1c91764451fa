{#- The frame that the base models share: what of a source is read in this run, each delivery once. -#}

{% macro first_landings(source_name) -%}
    select *

    from {{ source('raw', 'events') }} as landed

    where
        source = '{{ source_name }}'
        {% if is_incremental() %}
            -- Landing has one writer and each of its transactions a later landed_at: none is missed.
            and landed_at > (
                select coalesce(max(known.landed_at), timestamptz '1970-01-01')
                from {{ this }} as known
            )
            and not exists (
                select 1 from {{ this }} as known where known.delivery_id = landed.delivery_id
            )
        {% endif %}

    qualify
        row_number() over (
            partition by delivery_id
            order by
                landed_at, topic,
                {{ adapter.quote('partition') }}, {{ adapter.quote('offset') }}
        ) = 1
{%- endmacro %}

{% macro landed_since_this() -%}
    {% if is_incremental() -%}
        where
            landed_at > (
                select coalesce(max(known.landed_at), timestamptz '1970-01-01')
                from {{ this }} as known
            )
    {%- endif %}
{%- endmacro %}
