-- Of the day of the build only: it lists the people that int_window_equals counts.
{{ window_people(ref('int_windows_of_day'), 'true') }}

select * from people_summed
