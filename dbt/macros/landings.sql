{#- The frame that the base models share: what of a source is read in this run, each delivery once. -#}

{% macro first_landings(source_name) -%}
    {%- set is_read_now -%}
        source = '{{ source_name }}'
        {% if is_incremental() %}
            -- Landing has one writer and each of its transactions a later landed_at: none is missed.
            and landed_at > (
                select coalesce(max(known.landed_at), timestamptz '1970-01-01')
                from {{ this }} as known
            )
        {% endif %}
    {%- endset -%}
    {%- set topic_partition, topic_offset = adapter.quote('partition'), adapter.quote('offset') -%}
    select *

    from {{ source('raw', 'events') }} as landed

    where
        {{ is_read_now }}
        {% if is_incremental() %}
            and not exists (
                select 1 from {{ this }} as known where known.delivery_id = landed.delivery_id
            )
        {% endif %}
        -- Found by where and when they landed, so that no body is sorted.
        and not exists (
            select 1
            from (
                select
                    delivery_id,
                    landed_at,
                    topic,
                    {{ topic_partition }},
                    {{ topic_offset }}

                from {{ source('raw', 'events') }}

                where {{ is_read_now }}

                qualify
                    row_number() over (
                        partition by delivery_id
                        order by landed_at, topic, {{ topic_partition }}, {{ topic_offset }}
                    ) > 1
            ) as repeats
            where
                landed.delivery_id = repeats.delivery_id
                and landed.landed_at = repeats.landed_at
                and landed.topic = repeats.topic
                and landed.{{ topic_partition }} = repeats.{{ topic_partition }}
                and landed.{{ topic_offset }} = repeats.{{ topic_offset }}
        )
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
