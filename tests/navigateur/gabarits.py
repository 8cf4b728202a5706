PAGES: dict[str, tuple[str, str]] = {}
SANS_PAGE: dict[str, str] = {}
ADMINISTRATION: dict[str, str] = {}
