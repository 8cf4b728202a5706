"""Ground floor: accounts, dated roles, invitations, login. Knows no trade; imports `commun` alone."""
