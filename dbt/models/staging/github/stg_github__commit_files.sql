{{ pushed_commit_files('github', 'push') }}
