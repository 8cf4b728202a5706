"""Pages of the OF, of its accreditation file, of its audits and campaigns."""
