{{ pushed_co_authors('github', 'push') }}
