"""What the screens of the portal read, across the apps."""
