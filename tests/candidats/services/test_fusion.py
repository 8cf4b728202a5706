"""Two files of one person made one, and undone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from candidats.choix import EtatInscription
from candidats.models import Candidat, Fusion, Inscription
from candidats.queries.personne import doubles_de
from candidats.services.fusion import QUI_RESTENT, QUI_SUIVENT, defaire_fusion, fusionner, obstacles_a_defaire
from candidats.services.inscription import modifier_inscription
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.candidats.fusion import valeurs
from tests.candidats.personne import corriger, verifier

pytestmark = pytest.mark.django_db


def reunir(paire, agent, instant, **change):
    conserve, absorbe = paire
    return fusionner(conserve=conserve, absorbe=absorbe, valeurs=valeurs(conserve, **change), par=agent, a=instant)


def test_reunir_donne_tout_a_une_fiche(paire, agent, instant):
    conserve, absorbe = paire
    reunir(paire, agent, instant, courriel="anne@exemple.fr")
    conserve.refresh_from_db()
    assert (conserve.courriel, conserve.telephone, conserve.nom_naissance) == (
        "anne@exemple.fr",
        "0600000000",
        "Le Goff",
    )
    assert (conserve.inscriptions.count(), conserve.acquis.count()) == (2, 1)
    assert (absorbe.inscriptions.count(), absorbe.acquis.count()) == (0, 0)
    for inscription in conserve.inscriptions.all():
        assert journal_de(inscription).first().phrase == "Deux fiches de LE GOFF Anne sont réunies en une."


def test_defaire_rend_tout(paire, agent, instant):
    conserve, absorbe = paire
    avant = Candidat.objects.filter(pk=conserve.pk).values().get()
    fusion = reunir(paire, agent, instant, courriel="anne@exemple.fr")
    defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(hours=1))
    assert Candidat.objects.filter(pk=conserve.pk).values().get() == avant
    assert (conserve.inscriptions.count(), conserve.acquis.count()) == (1, 0)
    assert (absorbe.inscriptions.count(), absorbe.acquis.count()) == (1, 1)
    with pytest.raises(ErreurMetier, match="déjà défaite"):
        defaire_fusion(fusion=fusion, par=agent, a=instant)


def test_defaire_est_refuse_quand_la_fiche_a_change(paire, agent, instant):
    fusion = reunir(paire, agent, instant)
    corriger(paire[0], agent, instant + timedelta(hours=1), prenom="Anna")
    with pytest.raises(ErreurMetier, match="ont changé depuis"):
        defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(hours=2))
    assert paire[0].inscriptions.count() == 2


@pytest.mark.parametrize(
    ("reunies_le", "decidee_le", "refuse"),
    [
        (datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 11, 19), False),
        (datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 11, 20), True),
        (datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 11, 21), True),
        # Half past midnight in Paris, in winter then in summer: the day before in UTC.
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), date(2026, 11, 20), False),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), date(2026, 11, 21), True),
        (datetime(2026, 7, 20, 22, 30, tzinfo=UTC), date(2026, 7, 20), False),
        (datetime(2026, 7, 20, 22, 30, tzinfo=UTC), date(2026, 7, 21), True),
    ],
)
def test_defaire_est_refuse_apres_un_jury_des_le_jour_meme(paire, agent, reunies_le, decidee_le, refuse):
    """The day of a merge is that of the portal; a jury of that day may have read the merged file."""
    fusion = reunir(paire, agent, reunies_le)
    Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).update(etat=EtatInscription.ADMISE, decidee_le=decidee_le)
    assert bool(obstacles_a_defaire(fusion)) is refuse
    if refuse:
        with pytest.raises(ErreurMetier, match="Un jury a décidé depuis"):
            defaire_fusion(fusion=fusion, par=agent, a=reunies_le + timedelta(days=2))
    else:
        assert defaire_fusion(fusion=fusion, par=agent, a=reunies_le + timedelta(days=2)).defaite_par == agent


def test_les_reunions_se_defont_dans_l_ordre_inverse(paire, agent, instant):
    premiere = reunir(paire, agent, instant)
    troisieme = InscriptionFactory(candidat=CandidatFactory(nom_naissance="LEGOFF", prenom="Anne")).candidat
    seconde = fusionner(
        conserve=paire[0], absorbe=troisieme, valeurs=valeurs(paire[0]), par=agent, a=instant + timedelta(hours=1)
    )
    with pytest.raises(ErreurMetier, match="défaites d’abord"):
        defaire_fusion(fusion=premiere, par=agent, a=instant + timedelta(hours=2))
    defaire_fusion(fusion=seconde, par=agent, a=instant + timedelta(hours=2))
    defaire_fusion(fusion=premiere, par=agent, a=instant + timedelta(hours=3))
    assert Fusion.objects.filter(defaite_le=None).count() == 0


def test_un_etat_civil_verifie_se_garde_en_entier(paire, agent, instant):
    with pytest.raises(ErreurMetier, match="en entier"):
        reunir(paire, agent, instant, commune_naissance="Nantes")
    assert Fusion.objects.count() == 0


def test_la_verification_suit_l_etat_civil_garde(paire, agent, instant):
    conserve, absorbe = paire
    fusionner(conserve=absorbe, absorbe=conserve, valeurs=valeurs(conserve), par=agent, a=instant)
    absorbe.refresh_from_db()
    assert (absorbe.nom_naissance, absorbe.identite_verifiee_le, absorbe.identite_verifiee_par) == (
        "Le Goff",
        instant,
        agent,
    )


def test_une_fiche_absorbee_ne_l_est_pas_deux_fois(paire, agent, instant):
    reunir(paire, agent, instant)
    with pytest.raises(ErreurMetier, match="déjà été réunie"):
        reunir(paire, agent, instant)


def test_chaque_lien_vers_un_candidat_suit_ou_reste_de_propos_delibere():
    """A new model that points to a candidate must say whether it follows a merge."""
    liens = {
        lien.get_accessor_name()
        for lien in Candidat._meta.related_objects
        if "Historical" not in str(lien.related_model)
    }
    assert liens == {*QUI_SUIVENT, *QUI_RESTENT}


def test_un_brouillon_ne_recrit_pas_les_coordonnees_d_une_fiche_partagee(partagee, agent, membre_of, instant):
    """It gets a file of its own again, and the staff are proposed to gather them: nobody is told anything."""
    notre, autre, donnees = partagee
    assert notre.candidat_id == autre.candidat_id
    modifier_inscription(inscription=autre, donnees=donnees, par=membre_of, a=instant)
    autre.refresh_from_db()
    notre.candidat.refresh_from_db()
    assert (notre.candidat.courriel, autre.candidat.courriel) == ("a@exemple.fr", "b@exemple.fr")
    Inscription.objects.update(etat=EtatInscription.DEPOSEE, deposee_le=instant.date())
    assert doubles_de(notre.candidat, agent) == [autre.candidat]


def test_la_meme_saisie_laisse_la_fiche_partagee_comme_elle_est(partagee, membre_of, instant):
    notre, autre, donnees = partagee
    meme = replace(donnees, courriel="a@exemple.fr", telephone="")
    modifier_inscription(inscription=autre, donnees=meme, par=membre_of, a=instant)
    autre.refresh_from_db()
    assert (autre.candidat_id, autre.candidat.courriel) == (notre.candidat_id, "a@exemple.fr")


def test_le_refus_ne_date_pas_une_verification_faite_ailleurs(partagee, agent, membre_of, instant):
    notre, autre, donnees = partagee
    verifier(notre.candidat, agent, instant - timedelta(days=40))
    autre.refresh_from_db()
    with pytest.raises(ErreurMetier, match="est vérifié") as refus:
        modifier_inscription(inscription=autre, donnees=replace(donnees, prenom="Autre"), par=membre_of, a=instant)
    assert "2026" not in str(refus.value)
    modifier_inscription(inscription=autre, donnees=donnees, par=membre_of, a=instant)
    autre.refresh_from_db()
    assert (autre.candidat_id != notre.candidat_id, autre.candidat.identite_verifiee_par) == (True, agent)


def test_une_fiche_ne_se_reunit_pas_a_elle_meme(paire, agent, instant):
    with pytest.raises(ErreurMetier, match="la même fiche"):
        fusionner(conserve=paire[0], absorbe=paire[0], valeurs=valeurs(paire[0]), par=agent, a=instant)
    assert Fusion.objects.count() == 0


def test_un_age_confirme_suit_la_date_de_naissance_gardee(paire, agent, instant):
    """NAISSANCE-AGE: with who confirmed it; undone, it goes back."""
    conserve, absorbe = paire
    Candidat.objects.filter(pk__in=[conserve.pk, absorbe.pk]).update(date_naissance=date(1926, 5, 5))
    conserve.refresh_from_db()
    confirmation = {"naissance_confirmee": date(1926, 5, 5), "naissance_confirmee_le": instant}
    Candidat.objects.filter(pk=absorbe.pk).update(**confirmation, naissance_confirmee_par=agent)
    fusion = reunir((conserve, absorbe), agent, instant)
    champs = ("naissance_confirmee", "naissance_confirmee_le", "naissance_confirmee_par")
    conservee = Candidat.objects.filter(pk=conserve.pk).values_list(*champs)
    assert conservee.get() == (date(1926, 5, 5), instant, agent.pk)
    defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(hours=1))
    assert conservee.get() == (None, None, None)
