"""Documents of the accreditation."""
