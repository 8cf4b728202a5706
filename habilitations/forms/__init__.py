"""Forms of the OF, of its accreditation file and of its audits."""
