"""The round of the morning: once a day, each part alone, taken up where it was cut."""

from datetime import UTC, date, datetime, timedelta

import pytest

from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance, TourneeRelances
from certif_portal.portail.services import relance, tournee
from certif_portal.portail.services.tournee import faire_tournee
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
A = datetime(2026, 11, 20, 6, tzinfo=UTC)


def en_retard(nombre, **champs):
    """Files whose livret is late."""
    return [
        InscriptionFactory(
            entree_formation=date(2026, 1, 5),
            fin_formation=date(2026, 12, 31),
            date_evaluation_prevue=date(2026, 12, 1),
            **champs,
        )
        for _ in range(nombre)
    ]


def test_une_tournee_par_jour_quoi_qu_on_demande(organisme):
    en_retard(1, organisme=organisme)
    assert faire_tournee(le=LE, a=A) == 1
    en_retard(1, organisme=organisme)
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)) == 0
    faite = TourneeRelances.objects.get()
    assert (faite.relances, faite.courriels, faite.finie_le, faite.pannes) == (1, 1, A, "")
    assert faire_tournee(le=LE + timedelta(days=3), a=A + timedelta(days=3)) == 1
    assert Relance.objects.count() == 2


def test_une_partie_en_panne_n_arrete_pas_les_autres_et_se_dit_une_fois(organisme, responsable, monkeypatch):
    """A fault of a part is raised by a real object: the accreditation that ended cannot be told."""
    en_retard(1, organisme=organisme)

    def en_panne(**_):
        raise RuntimeError("le serveur est en panne")

    with monkeypatch.context() as pendant:
        pendant.setattr(tournee, "noter_fins", en_panne)
        assert faire_tournee(le=LE, a=A) == 2
        assert faire_tournee(le=LE, a=A + timedelta(hours=1)) == 0
    assert Courriel.objects.filter(acte="relance").count() == 2  # the OF, and the responsable
    alarme = Courriel.objects.get(acte="alarme_tournee")
    assert (alarme.destinataire, "le serveur est en panne" in alarme.texte) == (responsable.email, True)
    suivie = TourneeRelances.objects.get()
    assert suivie.finie_le is None
    assert suivie.pannes == "Habilitations finies : RuntimeError, le serveur est en panne"
    faire_tournee(le=LE, a=A + timedelta(hours=2))
    suivie.refresh_from_db()
    assert (suivie.finie_le, suivie.pannes) == (A + timedelta(hours=2), "")


def test_ce_qui_empeche_une_personne_n_empeche_pas_les_autres(responsable, monkeypatch):
    fautive, *_ = en_retard(3)
    vrai = relance._brouillon

    def capricieux(destinataire, elements):
        if destinataire == fautive.organisme.courriel:
            raise ValueError("illisible")
        return vrai(destinataire, elements)

    monkeypatch.setattr(relance, "_brouillon", capricieux)
    faire_tournee(le=LE, a=A)
    ecrites = Relance.objects.filter(envoyee_le__isnull=False)
    assert ecrites.exclude(destinataire=responsable.email).count() == 2
    assert Relance.objects.filter(envoyee_le__isnull=True).get().destinataire == fautive.organisme.courriel
    assert "Relances : ValueError, illisible" in TourneeRelances.objects.get().pannes
    monkeypatch.undo()
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)) == 1
    assert Relance.objects.filter(envoyee_le__isnull=True).count() == 0


def test_une_tournee_coupee_reprend_ce_qui_reste_sans_rien_redire(monkeypatch):
    """The worker dies between two chunks of persons: what is due is a row, and the next call writes the rest."""
    en_retard(3)
    monkeypatch.setattr(relance, "PERSONNES", 1)
    vrai, ecrits = relance._ecrire_lot, []

    def mortel(*arguments):
        if len(ecrits) == 1:
            raise KeyboardInterrupt
        ecrits.append(arguments)
        return vrai(*arguments)

    monkeypatch.setattr(relance, "_ecrire_lot", mortel)
    with pytest.raises(KeyboardInterrupt):
        faire_tournee(le=LE, a=A)
    assert Relance.objects.filter(envoyee_le__isnull=False).count() == 1
    monkeypatch.setattr(relance, "_ecrire_lot", vrai)
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)) == 2
    assert Courriel.objects.filter(acte="relance").count() == 3
    assert Relance.objects.values("echeance", "etape", "destinataire").distinct().count() == 3


def test_ce_qui_est_fait_entre_deux_n_est_plus_rappele(organisme, monkeypatch):
    """A row was due, the worker died, the livret came: nobody is reminded of it."""
    [inscription] = en_retard(1, organisme=organisme)

    def mortel(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as pendant:
        pendant.setattr(relance, "_ecrire_lot", mortel)
        with pytest.raises(KeyboardInterrupt):
            faire_tournee(le=LE, a=A)
    assert Relance.objects.filter(envoyee_le__isnull=True).count() == 1
    inscription.echeances.all().delete()
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)) == 0
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)
