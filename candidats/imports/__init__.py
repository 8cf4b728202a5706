"""The workbook of registrations: its template, its reading, and the check of every line. The database is not touched
here."""
