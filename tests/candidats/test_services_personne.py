"""A person: correction of a checked civil status, merge and its undoing, doubles."""

from datetime import date, timedelta

import pytest

from candidats import regles, services
from candidats.choix import EtatInscription, PreuveCorrection
from candidats.donnees import CHAMPS_CONTACT, CHAMPS_IDENTITE
from candidats.models import Acquis, Candidat, CorrectionIdentite, Fusion, Inscription
from candidats.queries.personnes import doubles_de, doubles_probables
from candidats.services.fusions import QUI_RESTENT, QUI_SUIVENT
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.typographie import typographier
from referentiels.models import Competence
from tests.candidats.factories import CandidatFactory, InscriptionFactory

pytestmark = pytest.mark.django_db


def verifier(candidat, agent, instant):
    candidat.identite_verifiee_le, candidat.identite_verifiee_par = instant, agent
    candidat.identite_document = "carte"
    candidat.save()
    return candidat


def corriger(candidat, agent, instant, **change):
    return services.corriger_identite(
        candidat=candidat, identite=change, motif="Nom mal recopié.", preuve=PreuveCorrection.ACTE, par=agent, a=instant
    )


def valeurs(candidat, **change):
    return {champ: getattr(candidat, champ) for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)} | change


def test_une_correction_garde_avant_apres_motif_et_nature_du_justificatif(inscription, agent, instant):
    """IDENTITE-CORRECTION"""
    candidat = verifier(inscription.candidat, agent, instant)
    avant = candidat.nom_naissance
    correction = corriger(candidat, agent, instant, nom_naissance="O’Brian", prenom="Zoé")
    assert (correction.avant, correction.apres) == ({"nom_naissance": avant}, {"nom_naissance": "O’Brian"})
    assert (correction.motif, correction.preuve, correction.faite_par) == ("Nom mal recopié.", "acte", agent)
    assert correction.lignes == [("Nom de naissance", avant, "O’Brian")]
    candidat.refresh_from_db()
    assert (candidat.nom_naissance, candidat.cle_recherche) == ("O’Brian", "o brian zoe")
    phrase = f"État civil corrigé : nom de naissance « {avant} » devient « O’Brian » (extrait d’acte de naissance)."
    assert journal_de(inscription).first().phrase == typographier(phrase)
    assert {champ.name for champ in CorrectionIdentite._meta.get_fields()} == {
        "id", "candidat", "avant", "apres", "motif", "preuve", "faite_le", "faite_par",
    }  # fmt: skip


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
    assert (regles.cle_homonyme(nom, prenom) == regles.cle_homonyme("Le Goff", "Anne-Marie")) is meme


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
        candidat=absorbe, organisme=autre_organisme, referentiel=referentiel, etat=EtatInscription.NON_ADMISE,
        decidee_le=date(2026, 1, 20),
    )  # fmt: skip
    Acquis.objects.create(
        candidat=absorbe, inscription=ancienne, competence=Competence.objects.first(), rncp=False,
        decision_le=date(2026, 1, 20), expire_le=date(2028, 1, 20),
    )  # fmt: skip
    return conserve, absorbe


def reunir(paire, agent, instant, **change):
    conserve, absorbe = paire
    return services.fusionner(
        conserve=conserve, absorbe=absorbe, valeurs=valeurs(conserve, **change), par=agent, a=instant
    )


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
    services.defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(hours=1))
    assert Candidat.objects.filter(pk=conserve.pk).values().get() == avant
    assert (conserve.inscriptions.count(), conserve.acquis.count()) == (1, 0)
    assert (absorbe.inscriptions.count(), absorbe.acquis.count()) == (1, 1)
    with pytest.raises(ErreurMetier, match="déjà défaite"):
        services.defaire_fusion(fusion=fusion, par=agent, a=instant)


def test_defaire_est_refuse_quand_la_fiche_a_change(paire, agent, instant):
    fusion = reunir(paire, agent, instant)
    corriger(paire[0], agent, instant + timedelta(hours=1), prenom="Anna")
    with pytest.raises(ErreurMetier, match="ont changé depuis"):
        services.defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(hours=2))
    assert paire[0].inscriptions.count() == 2


def test_defaire_est_refuse_apres_un_jury(paire, agent, instant):
    fusion = reunir(paire, agent, instant)
    Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).update(
        etat=EtatInscription.ADMISE, decidee_le=instant.date() + timedelta(days=1)
    )
    with pytest.raises(ErreurMetier, match="Un jury a décidé depuis"):
        services.defaire_fusion(fusion=fusion, par=agent, a=instant + timedelta(days=2))


def test_les_reunions_se_defont_dans_l_ordre_inverse(paire, agent, instant):
    premiere = reunir(paire, agent, instant)
    troisieme = InscriptionFactory(candidat=CandidatFactory(nom_naissance="LEGOFF", prenom="Anne")).candidat
    seconde = services.fusionner(
        conserve=paire[0], absorbe=troisieme, valeurs=valeurs(paire[0]), par=agent, a=instant + timedelta(hours=1)
    )
    with pytest.raises(ErreurMetier, match="défaites d’abord"):
        services.defaire_fusion(fusion=premiere, par=agent, a=instant + timedelta(hours=2))
    services.defaire_fusion(fusion=seconde, par=agent, a=instant + timedelta(hours=2))
    services.defaire_fusion(fusion=premiere, par=agent, a=instant + timedelta(hours=3))
    assert Fusion.objects.filter(defaite_le=None).count() == 0


def test_un_etat_civil_verifie_se_garde_en_entier(paire, agent, instant):
    with pytest.raises(ErreurMetier, match="en entier"):
        reunir(paire, agent, instant, commune_naissance="Nantes")
    assert Fusion.objects.count() == 0


def test_la_verification_suit_l_etat_civil_garde(paire, agent, instant):
    conserve, absorbe = paire
    services.fusionner(conserve=absorbe, absorbe=conserve, valeurs=valeurs(conserve), par=agent, a=instant)
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
