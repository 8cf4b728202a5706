"""What the portal does across the apps: remind, end a registration, keep views, prepare workbooks."""
