"""A jury being composed."""

from datetime import UTC, date, datetime

LIMITE = date(2026, 11, 23)  # 15 calendar days before 8 December 2026


A = datetime(2026, 11, 2, 9, tzinfo=UTC)
