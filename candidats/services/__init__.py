"""Every write on candidates, registrations and livrets."""
