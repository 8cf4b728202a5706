"""Forms of the jury room: they parse and show; the rules decide, the services write."""
