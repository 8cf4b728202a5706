"""Acts on an OF, on its accreditation file and on its audits."""
