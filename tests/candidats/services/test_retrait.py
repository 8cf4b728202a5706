"""What an OF takes back alone: its deposit while nobody took it up, and its drafts."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from candidats.choix import EtatInscription
from candidats.models import Candidat, Inscription
from candidats.services.depot import renvoyer_inscription
from candidats.services.retrait import retirer_depot, supprimer_brouillon
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journal_de, journaliser
from certif_portal.commun.models import EntreeJournal
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
noter = acte(journaliser)
A = datetime(2026, 11, 20, 9, 32, tzinfo=UTC)


@pytest.fixture
def deposee(organisme, referentiel):
    return InscriptionFactory(organisme=organisme, referentiel=referentiel, deposee=True)


def test_un_depot_que_personne_n_a_pris_redevient_un_brouillon(deposee, membre_of):
    noter(deposee, "depot", "Inscription déposée.", par=membre_of, a=A)
    retirer_depot(inscription=deposee, par=membre_of, a=A)
    deposee.refresh_from_db()
    assert (deposee.etat, deposee.deposee_le) == (EtatInscription.BROUILLON, None)
    ligne = journal_de(deposee)[0]
    assert (ligne.acte, ligne.phrase, ligne.par) == (
        "depot-retire",
        "Dépôt retiré par l’organisme : l’inscription redevient un brouillon.",
        membre_of,
    )


def test_un_depot_dont_le_centre_s_occupe_ne_se_retire_plus(deposee, membre_of, agent, connecte):
    """A reading of the identity paper is enough: the file is in somebody's hands."""
    noter(deposee, "lecture", "Pièce d’identité lue.", par=agent, a=A)
    with pytest.raises(
        TransitionInterdite, match="Claire Le Goff, le vendredi 20\u00a0novembre\u00a02026 à 10\u00a0h\u00a032"
    ):
        retirer_depot(inscription=deposee, par=membre_of, a=A)
    page = connecte(membre_of).get(reverse("depot_retirer", args=[deposee.pk])).content.decode()
    assert "Claire Le Goff s’en occupe déjà" in page
    deposee.refresh_from_db()
    assert deposee.etat == EtatInscription.DEPOSEE


@pytest.mark.parametrize("etat", [e for e in EtatInscription if e != EtatInscription.DEPOSEE])
def test_seul_un_depot_se_retire(deposee, membre_of, agent, etat):
    dates = {"acceptee_le": A, "acceptee_par": agent, "decidee_le": date(2026, 11, 20)}
    Inscription.objects.filter(pk=deposee.pk).update(etat=etat, abandonnee_le=A.date(), **dates)
    with pytest.raises(TransitionInterdite):
        retirer_depot(inscription=deposee, par=membre_of, a=A)


def test_ce_qui_a_ete_renvoye_a_ete_pris(deposee, membre_of, agent):
    renvoyer_inscription(inscription=deposee, motif="Date", par=agent, a=A)
    Inscription.objects.filter(pk=deposee.pk).update(etat=EtatInscription.DEPOSEE)
    with pytest.raises(TransitionInterdite):
        retirer_depot(inscription=deposee, par=membre_of, a=A)


def test_un_brouillon_supprime_emporte_la_fiche_que_rien_d_autre_ne_nomme(organisme, referentiel, membre_of):
    seul = InscriptionFactory(organisme=organisme, referentiel=referentiel, brouillon=True)
    autre = InscriptionFactory(organisme=organisme, referentiel=referentiel, brouillon=True)
    partage = InscriptionFactory(organisme=organisme, candidat=autre.candidat, referentiel=referentiel, brouillon=True)
    Candidat.objects.update(identite_verifiee_le=None, identite_verifiee_par=None)
    cle = seul.pk
    for inscription in (seul, partage):
        supprimer_brouillon(inscription=inscription, par=membre_of, a=A)
    assert list(Inscription.objects.values_list("pk", flat=True)) == [autre.pk]
    assert list(Candidat.objects.values_list("pk", flat=True)) == [autre.candidat_id]
    assert EntreeJournal.objects.get(dossier_id=cle, acte="suppression").phrase.startswith("Brouillon IN-")


def test_ce_qui_est_depose_ne_se_supprime_pas(deposee, membre_of):
    with pytest.raises(ErreurMetier, match="seul un brouillon se supprime"):
        supprimer_brouillon(inscription=deposee, par=membre_of, a=A)
    assert Inscription.objects.filter(pk=deposee.pk).exists()


def test_supprimer_des_brouillons_en_nombre_apres_confirmation(organisme, referentiel, membre_of, connecte, deposee):
    brouillons = InscriptionFactory.create_batch(3, organisme=organisme, referentiel=referentiel, brouillon=True)
    client, adresse = connecte(membre_of), reverse("inscription_lot")
    cochees = [i.pk for i in (*brouillons, deposee)]
    page = client.get(adresse, {"acte": "supprimer", "inscription": cochees})
    par_nom = sorted(brouillons, key=lambda i: (i.candidat.cle_recherche, i.pk))
    assert [i.pk for i, _ in page.context["retenues"]] == [i.pk for i in par_nom]
    assert [i.pk for i, _ in page.context["ecartees"]] == [deposee.pk]
    assert Inscription.objects.count() == 4
    fait = client.post(adresse, {"acte": "supprimer", "inscription": [i.pk for i in brouillons]})
    assert (fait.context["faits"], fait.context["refus"]) == (3, 0)
    assert list(Inscription.objects.all()) == [deposee]


def test_un_autre_organisme_et_le_centre_ne_retirent_rien(deposee, connecte, membre_autre_of, agent):
    adresse = reverse("depot_retirer", args=[deposee.pk])
    assert [connecte(qui).post(adresse).status_code for qui in (membre_autre_of, agent)] == [404, 403]


def test_un_brouillon_que_le_centre_a_touche_ne_se_supprime_pas(organisme, referentiel, membre_of, agent):
    """Sent back, then withdrawn: what the centre wrote in it stays."""
    brouillon = InscriptionFactory(organisme=organisme, referentiel=referentiel, brouillon=True)
    noter(brouillon, "rappel", "Dossier relancé.", par=agent, a=A)
    with pytest.raises(ErreurMetier) as refus:
        supprimer_brouillon(inscription=brouillon, par=membre_of, a=A)
    assert str(refus.value).replace("\u00a0", " ") == (
        "Le centre a déjà agi sur cette inscription : mettez-y fin par un abandon."
    )
    assert Inscription.objects.filter(pk=brouillon.pk).exists()
