"""The livret: deposited, validated, sent back."""

from datetime import date

import pytest

from candidats.choix import Accord, EtatLivret
from candidats.donnees import FichierRecu
from candidats.queries.competence import competences_visees
from candidats.services.depot import InscriptionIncomplete
from candidats.services.livret import deposer_livret, noter_validation_livret, renvoyer_livret
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel, Fichier
from referentiels.choix import NatureModalite
from tests.candidats.factories import InscriptionFactory, donnees_livret, image_png

pytestmark = pytest.mark.django_db


def test_un_livret_se_depose_et_se_valide(inscription, membre_of, agent, instant):
    livret = deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=instant
    )
    inscription.refresh_from_db()
    assert (livret.etat, livret.premier_depot_le) == (EtatLivret.DEPOSE, date(2026, 11, 20))
    assert inscription.date_evaluation_prevue == date(2027, 5, 20)
    assert [ligne.modalites.count() for ligne in livret.lignes.all()] == [2, 2, 2, 2]
    noter_validation_livret(livret=livret, par=agent, a=instant)
    livret.refresh_from_db()
    assert (livret.etat, livret.valide_par) == (EtatLivret.VALIDE, agent)
    assert Courriel.objects.get().acte == "livret_valide"
    assert list(journal_de(inscription).values_list("acte", flat=True))[::-1] == ["livret-depot", "livret-validation"]


def test_un_livret_refuse_dit_chaque_ligne(inscription, membre_of, instant):
    """LIVRET-SITUATION"""
    projet = inscription.referentiel.modalites.get(nature=NatureModalite.PROJET)
    donnees = donnees_livret(inscription, modalites=(projet.pk,))
    with pytest.raises(InscriptionIncomplete, match="LIVRET-SITUATION") as refus:
        deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)
    attendus = [f"motif_{ligne.competence.pk}" for ligne in competences_visees(inscription)]
    assert [constat.champ for constat in refus.value.constats] == attendus


def test_des_blocs_seuls_n_ont_que_leurs_competences(organisme, referentiel, membre_of, instant):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, portee="blocs")
    inscription.blocs.set([referentiel.compositions.get(ordre=2).version_bloc])
    assert [ligne.numero for ligne in competences_visees(inscription)] == [3, 4]
    livret = deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=instant
    )
    assert livret.lignes.count() == 2


def test_un_salarie_ne_donne_pas_seul_son_accord(inscription, membre_of, instant):
    """LIVRET-ACCORD"""
    donnees = donnees_livret(inscription, accord=Accord.CANDIDAT)
    with pytest.raises(InscriptionIncomplete, match="LIVRET-ACCORD"):
        deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)


def test_un_livret_renvoye_se_corrige(inscription, membre_of, agent, instant):
    image = FichierRecu("livret.png", image_png(), "image/png")
    depot = {"inscription": inscription, "par": membre_of, "a": instant}
    livret = deposer_livret(donnees=donnees_livret(inscription), fichier=image, **depot)
    with pytest.raises(TransitionInterdite):
        deposer_livret(donnees=donnees_livret(inscription), fichier=None, **depot)
    renvoyer_livret(livret=livret, motif="La date est impossible.", par=agent, a=instant)
    assert "La date est impossible." in Courriel.objects.get().texte
    deposer_livret(donnees=donnees_livret(inscription), fichier=image, **depot)
    livret.refresh_from_db()
    assert (livret.etat, livret.motif_retour, Fichier.objects.count()) == (EtatLivret.DEPOSE, "", 1)


def test_pas_de_livret_avant_l_acceptation(membre_of, instant, organisme, referentiel):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, deposee=True)
    with pytest.raises(TransitionInterdite):
        deposer_livret(
            inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=instant
        )
