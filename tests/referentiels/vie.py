"""Certifications along their life."""

from datetime import UTC, datetime

import pytest

from referentiels.choix import TypeCertification
from tests.referentiels.factories import CertificationFactory

A = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def cqpi(db):
    return CertificationFactory(type=TypeCertification.CQPI, intitule="Opérateur en usinage interbranches")
