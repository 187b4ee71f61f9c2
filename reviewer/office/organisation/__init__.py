"""Who is who: units, 科室, people, roles, delegation, import, hand-over."""
