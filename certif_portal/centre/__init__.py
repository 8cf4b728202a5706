"""Ground floor: the settings of the centre. Knows no trade; imports `commun` and `comptes`."""
