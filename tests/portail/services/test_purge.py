"""What a purge takes and leaves, who approves it, what a cut does to it, and its proof."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from candidats.models import Candidat, Inscription
from certif_portal.commun.chaine import preparer_maillon, verifier
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.models import ContenuFichier, EntreeJournal
from certif_portal.comptes.choix import Role
from certif_portal.portail.services import purge as services
from certif_portal.portail.services.purge import (
    approuver_purge,
    ecarter_purge,
    etablir_purge,
    executer_purge,
    prevoir,
    prouver,
    purges_a_reprendre,
)
from evaluations.models import Appreciation
from jurys.choix_conservation import EtatPurge
from jurys.models import Certificat, Effacement, LignePurge, Purge
from tests.comptes.factories import creer_personne
from tests.jurys.factories import dossier_pret, jury_edite

pytestmark = pytest.mark.django_db
A = datetime(2090, 1, 1, 3, tzinfo=UTC)


@pytest.fixture
def jury(agent, referentiel):
    return jury_edite(
        dossier_pret(referentiel=referentiel),
        non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),),
        par=agent,
    )


def maintenant():
    return A


def purger(le, responsable):
    purge = etablir_purge(le=le, a=A)
    if purge.etat == EtatPurge.A_APPROUVER:
        approuver_purge(purge=purge, par=responsable, a=A)
    executer_purge(purge.pk, a=maintenant)
    return Purge.objects.get(pk=purge.pk)


def nuits(le, responsable):
    """What depends on what went is listed the night after: nothing goes that was not listed."""
    purges = []
    while etablie := any(p.nombre for p in prevoir(le)):
        purges.append(purger(le, responsable))
    assert not etablie
    return purges


def test_au_bout_de_tout_plus_rien_ne_nomme_personne(jury, responsable):
    preparer_maillon(jour=date(2026, 12, 9), a=A).save()
    noms = list(Candidat.objects.values_list("nom_naissance", flat=True))
    purges = nuits(date(2090, 1, 1), responsable)
    assert {purge.etat for purge in purges} == {EtatPurge.FINIE}
    assert set(Candidat.objects.values_list("nom_naissance", "prenom", "courriel")) == {("Effacé", "", "")}
    assert set(Certificat.objects.values_list("nom", "prenoms")) == {("", "")}
    assert not Appreciation.objects.exists()
    assert not ContenuFichier.objects.exclude(octets=b"").exists()
    dites = " ".join(EntreeJournal.objects.values_list("phrase", flat=True))
    assert [nom for nom in noms if nom in dites] == []
    assert verifier().ecart == ""
    assert etablir_purge(le=date(2090, 1, 1), a=A) is None
