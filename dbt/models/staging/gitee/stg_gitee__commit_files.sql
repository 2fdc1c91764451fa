{{ pushed_commit_files('gitee', 'push_hooks') }}
