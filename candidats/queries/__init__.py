"""What screens, documents and the other apps read of registrations."""
