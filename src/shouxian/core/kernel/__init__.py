"""Words every room uses: faults, clock, calendar, resident ids, region codes, money, bounds, three-valued logic."""
