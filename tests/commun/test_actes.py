"""The transaction of a service, and who is told of what it changed."""

from datetime import UTC, datetime

import pytest

from certif_portal.commun.actes import HorsActe, Touche, acte, concerne, en_acte
from certif_portal.commun.journal import journaliser, journaliser_lecture
from certif_portal.commun.models import EntreeJournal
from habilitations.models import OrganismeFormation

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 9, tzinfo=UTC)
CONCLUS: list[list[Touche]] = []


def conclure(touches: list[Touche]) -> None:
    CONCLUS.append(list(touches))


@pytest.fixture(autouse=True)
def temoin(settings):
    settings.CONCLURE_ACTE = f"{__name__}.conclure"
    CONCLUS.clear()


@acte
def dedans(organisme: OrganismeFormation) -> None:
    journaliser(organisme, "interieur", "Dedans.", par=None, a=A)


@acte
def dehors(organisme: OrganismeFormation) -> bool:
    dedans(organisme)
    concerne(OrganismeFormation, [7, 8], "exterieur", A)
    return en_acte()


def test_l_acte_le_plus_large_conclut_une_fois_et_dit_tout_ce_qui_a_change(organisme):
    assert (dehors(organisme), en_acte()) == (True, False)
    assert [
        [
            Touche(OrganismeFormation, organisme.pk, "interieur", A),
            Touche(OrganismeFormation, 7, "exterieur", A),
            Touche(OrganismeFormation, 8, "exterieur", A),
        ]
    ] == CONCLUS


def test_un_acte_refuse_n_ecrit_rien_et_ne_conclut_rien(organisme):
    @acte
    def refuse() -> None:
        dedans(organisme)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # the service's own refusal
        refuse()
    assert (CONCLUS, EntreeJournal.objects.count(), en_acte()) == ([], 0, False)


def test_un_acte_qui_ne_touche_rien_ne_conclut_rien(organisme):
    acte(lambda: journaliser_lecture(organisme, "lecture", "Lu.", par=None, a=A))()
    assert (CONCLUS, EntreeJournal.objects.count()) == ([], 1)


def test_rien_ne_se_journalise_hors_d_un_acte(organisme):
    """Otherwise nobody would remake what was concluded of the file."""
    with pytest.raises(HorsActe, match="hors d’un acte"):
        journaliser(organisme, "oubli", "Rien.", par=None, a=A)
    assert EntreeJournal.objects.count() == 0
