{{ pushed_co_authors('gitee', 'push_hooks') }}
