"""A person: correction of a checked civil status, merge and its undoing, doubles."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from candidats.choix import EtatInscription, PreuveCorrection
from candidats.donnees import CHAMPS_CONTACT, CHAMPS_IDENTITE
from candidats.models import Acquis, Candidat, CorrectionIdentite, Fusion, Inscription
from candidats.queries.personne import doubles_de, doubles_probables
from candidats.regles.identite import cles_homonymes
from candidats.services.correction import corriger_identite
from candidats.services.fusion import QUI_RESTENT, QUI_SUIVENT, defaire_fusion, fusionner
from candidats.services.inscription import creer_inscription, modifier_inscription
from candidats.services.lot import creer_inscriptions
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.typographie import typographier
from referentiels.models import Competence
from tests.candidats.factories import CandidatFactory, InscriptionFactory, donnees_completes
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def verifier(candidat, agent, instant):
    candidat.identite_verifiee_le, candidat.identite_verifiee_par = instant, agent
    candidat.identite_document = "carte"
    candidat.save()
    return candidat


def corriger(candidat, agent, instant, **change):
    return corriger_identite(
        candidat=candidat, identite=change, motif="Nom mal recopié.", preuve=PreuveCorrection.ACTE, par=agent, a=instant
    )


def valeurs(candidat, **change):
    return {champ: getattr(candidat, champ) for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)} | change


def test_une_correction_garde_avant_apres_motif_et_nature_du_justificatif(inscription, agent, instant):
    """IDENTITE-CORRECTION"""
    candidat = verifier(inscription.candidat, agent, instant)
    avant = candidat.nom_naissance
    correction = corriger(candidat, agent, instant, nom_naissance="O’Brian", prenom="Zoé")
    assert (correction.avant, correction.apres) == ({"nom_naissance": avant}, {"nom_naissance": "O’BRIAN"})
    assert (correction.motif, correction.preuve, correction.faite_par) == ("Nom mal recopié.", "acte", agent)
    assert correction.lignes == [("Nom de naissance", avant, "O’BRIAN")]
    candidat.refresh_from_db()
    assert (candidat.nom_naissance, candidat.cle_recherche) == ("O’BRIAN", "o brian zoe")
    phrase = f"État civil corrigé : nom de naissance « {avant} » devient « O’BRIAN » (extrait d’acte de naissance)."
    assert journal_de(inscription).first().phrase == typographier(phrase)
    assert {champ.name for champ in CorrectionIdentite._meta.get_fields()} == {
        "id",
        "candidat",
        "avant",
        "apres",
        "motif",
        "preuve",
        "faite_le",
        "faite_par",
    }


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({}, "Rien ne change"),
        ({"date_naissance": date(1850, 1, 1)}, "postérieure à 1900"),
        ({"departement_naissance": ""}, "IDENTITE-COMPLETE"),
        ({"departement_naissance": "99"}, "numéro de département"),
    ],
)
def test_une_correction_refusee_ne_change_rien(inscription, agent, instant, change, attendu):
    candidat = verifier(inscription.candidat, agent, instant)
    with pytest.raises(ErreurMetier, match=attendu):
        corriger(candidat, agent, instant, **change)
    assert CorrectionIdentite.objects.count() == 0
    assert Candidat.objects.get(pk=candidat.pk).date_naissance == date(1996, 2, 29)


def test_un_etat_civil_non_verifie_ne_se_corrige_pas_ici(inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="pas encore vérifié"):
        corriger(inscription.candidat, agent, instant, prenom="Zoë")


@pytest.mark.parametrize(
    ("nom", "prenom", "meme"),
    [
        ("Le Goff", "Anne-Marie", True),
        ("LEGOFF", "Anne Marie", True),
        ("Anne-Marie", "Le Goff", True),
        ("Lé Goff", "Ânne-marie", True),
        ("Le Goff", "Anne", False),
        ("Le Gof", "Anne-Marie", False),
    ],
)
def test_cle_des_homonymes(nom, prenom, meme):
    cles = cles_homonymes("Le Goff", "", "Anne-Marie")
    assert (cles_homonymes(nom, "", prenom) == cles) is meme
    assert bool(cles_homonymes("Kerbrat", nom, prenom) & cles) is meme  # the used name of one file


def test_les_doubles_probables_se_proposent_par_paire(organisme, autre_organisme, agent, instant):
    un = verifier(CandidatFactory(nom_naissance="Le Goff", prenom="Anne-Marie"), agent, instant)
    deux = CandidatFactory(nom_naissance="ANNE MARIE", prenom="Legoff")
    autre_jour = CandidatFactory(nom_naissance="Le Goff", prenom="Anne-Marie", date_naissance=date(1996, 3, 1))
    brouillon = CandidatFactory(nom_naissance="Le Goff", prenom="Anne-Marie")
    usage = CandidatFactory(nom_naissance="Kerbrat", nom_usage="Le Goff", prenom="Anne-Marie")
    for candidat in (deux, un, autre_jour, usage):
        InscriptionFactory(candidat=candidat, organisme=organisme)
    InscriptionFactory(candidat=brouillon, organisme=autre_organisme, brouillon=True)
    assert doubles_probables(agent) == [(un, deux), (un, usage)]
    assert doubles_de(deux, agent) == [un, usage]


def test_les_doubles_se_lisent_en_une_requete(organisme, agent, django_assert_num_queries):
    for _ in range(6):
        InscriptionFactory(candidat=CandidatFactory(nom_naissance="Le Goff"), organisme=organisme)
    with django_assert_num_queries(1):
        assert len(doubles_probables(agent)) == 5


@pytest.fixture
def paire(organisme, autre_organisme, referentiel, agent, instant):
    """Two files of one person: the first checked; the second holds what a jury left."""
    conserve = verifier(CandidatFactory(nom_naissance="Le Goff", prenom="Anne", telephone="0600000000"), agent, instant)
    absorbe = CandidatFactory(nom_naissance="LE GOFF", prenom="Anne", courriel="anne@exemple.fr")
    InscriptionFactory(candidat=conserve, organisme=organisme, referentiel=referentiel)
    ancienne = InscriptionFactory(
        candidat=absorbe,
        organisme=autre_organisme,
        referentiel=referentiel,
        etat=EtatInscription.NON_ADMISE,
        decidee_le=date(2026, 1, 20),
    )
    Acquis.objects.create(
        candidat=absorbe,
        inscription=ancienne,
        competence=Competence.objects.first(),
        rncp=False,
        decision_le=date(2026, 1, 20),
        expire_le=date(2028, 1, 20),
    )
    return conserve, absorbe


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


def test_defaire_est_refuse_apres_un_jury(paire, agent, instant):
    fusion = reunir(paire, agent, instant)
    Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).update(
        etat=EtatInscription.ADMISE, decidee_le=instant.date() + timedelta(days=1)
    )
    with pytest.raises(ErreurMetier, match="Un jury a décidé depuis"):
        defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(days=2))


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


# --- a file shared by two OFs after a merge ------------------------------------------------------


@pytest.fixture
def partagee(organisme, autre_organisme, referentiel, agent, membre_of, instant):
    """A draft of each OF, of the same person, gathered under the address the first one typed."""
    donnees = donnees_completes(referentiel_id=referentiel.pk)
    siens = {"par": membre_of, "a": instant}
    notre = creer_inscription(donnees=replace(donnees, courriel="a@exemple.fr"), organisme=organisme, **siens)
    autre = creer_inscription(
        donnees=replace(donnees, courriel="b@exemple.fr", telephone="0600000000"), organisme=autre_organisme, **siens
    )
    paire = notre.candidat, autre.candidat
    valeurs_gardees = valeurs(notre.candidat)
    fusionner(conserve=paire[0], absorbe=paire[1], valeurs=valeurs_gardees, par=agent, a=instant)
    autre.refresh_from_db()
    return notre, autre, replace(donnees, courriel="b@exemple.fr", telephone="0600000000")


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


@pytest.mark.parametrize("en_nombre", [True, False])
def test_une_nouvelle_inscription_ne_recrit_pas_une_fiche_partagee(
    partagee, autre_organisme, membre_of, instant, en_nombre
):
    notre, _, donnees = partagee
    ailleurs = replace(donnees, referentiel_id=creer_referentiel().pk)
    if en_nombre:
        [cle] = creer_inscriptions([ailleurs], organisme=autre_organisme, par=membre_of, a=instant)
        nouvelle = Inscription.objects.get(pk=cle)
    else:
        nouvelle = creer_inscription(donnees=ailleurs, organisme=autre_organisme, par=membre_of, a=instant)
    notre.candidat.refresh_from_db()
    assert (notre.candidat.courriel, nouvelle.candidat.courriel) == ("a@exemple.fr", "b@exemple.fr")
    encore = replace(ailleurs, referentiel_id=creer_referentiel().pk)
    suivante = creer_inscription(donnees=encore, organisme=autre_organisme, par=membre_of, a=instant)
    assert suivante.candidat == nouvelle.candidat  # its own file now, found again


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
