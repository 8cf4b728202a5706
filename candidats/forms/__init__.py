"""Forms of registrations: they parse and show; the rules decide, the services write."""
