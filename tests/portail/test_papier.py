"""Who has no electronic address is written to on paper: no mail to a candidate, a tutor, a union without a letter."""

import re
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from candidats.models import Candidat
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.papier import destinataire
from certif_portal.portail.queries.conservation import courriels, lettres_oubliees
from certif_portal.portail.queries.courriel import PATIENCE, en_peine
from certif_portal.portail.services.courriel import ecarter_courriel, imprimer_courriel
from certif_portal.portail.services.gel import geler_dossier, lever_gel
from certif_portal.portail.services.purge import SOUS_ACCORD, approuver_purge, etablir_purge, executer_purge
from evaluations.models import Passage
from evaluations.services.convocation import decommander
from jurys.choix_conservation import EtatPurge
from jurys.regles.conservation import exige_une_seconde_personne
from tests.environnement import RACINE
from tests.evaluations.factories import CommissionFactory
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
BOITE = "sur papier, par la boîte d’envoi"
SUR_PAPIER = {
    **dict.fromkeys(("candidat_accueil", "candidat_decommande", "recevabilite_decidee"), BOITE),
    "candidat_convocation": "convocation_candidat",
    "lettre_candidat": "lettre",
    "lettre_entreprise": "lettre",
    "avis_demande": "avis_a_signer",
    "jury_convocation": "convocation_jury",
    "jury_convocation_copie": "convocation_jury",
    "jury_designation": "demande_designation",
    "convocation_copie": "convocation_candidat",
}
"""The letter of each mail to somebody who may have no address: made by the outbox, or a document of its own."""
SANS_LETTRE = {
    "avis_recu": "répond à qui vient de répondre par son lien",
    "enquete_insertion": "porte un lien personnel ; l’échéance des enquêtes donne qui appeler",
    "etat_civil_a_confirmer": "porte un lien personnel ; sans adresse, l’état civil se vérifie sur la pièce",
    "rapport_demande": "porte un lien personnel ; sans adresse, le centre ou l’organisme dépose le rapport",
    "jury_changement": "la page du jury nomme qui est à prévenir autrement",
    "jury_designation_retiree": "rien n’était parti par courriel à qui n’en a pas",
    "relance": "sans adresse, personne n’est relancé : la file « à relancer » garde le dossier",
    "relances": "de même",
}
QUI = re.compile(
    r"candidate|tutor|union|employer|members of the jury|certified person|whom the deadline names|the same"
)


def test_chaque_courriel_a_qui_peut_n_avoir_pas_d_adresse_a_sa_lettre():
    rangees = [ligne.split(" | ") for ligne in (RACINE / "docs" / "courriels.md").read_text().splitlines()]
    lus = {r[0].strip("| `"): r[2] for r in rangees if r[0].startswith("| `")}
    concernes = {nom for nom, qui in lus.items() if QUI.search(qui)}
    assert concernes - set(SUR_PAPIER) - set(SANS_LETTRE) - AUX_SIENS == set()
    assert set(SUR_PAPIER) | set(SANS_LETTRE) <= set(lus)
    documents = {f.stem for f in (RACINE / "templates" / "documents").glob("*.html")}
    assert {papier for papier in SUR_PAPIER.values() if papier != BOITE} <= documents


AUX_SIENS = {"commission_annulee", "resultats_organisme", "dossier_gtp", "cprefp_information"}
"""Named with candidates in the table, and sent to accounts or secretariats, which have an address."""


def sans_adresse(inscription) -> None:
    Candidat.objects.filter(pk=inscription.candidat_id).update(
        courriel="", adresse="3 rue des Forges", code_postal="56000", ville="Vannes"
    )
    inscription.candidat.refresh_from_db()


def test_une_seance_annulee_se_dit_par_lettre_a_qui_fut_convoque_par_lettre(inscription, instant, agent):
    sans_adresse(inscription)
    commission = CommissionFactory(date=instant.date() + timedelta(days=9))
    passage = Passage.objects.create(commission=commission, inscription=inscription, convoque_le=instant)
    decommander(commission, [passage], instant, organisme_prevenu=True)
    lettre = Courriel.objects.get(acte="candidat_decommande")
    assert (lettre.destinataire, lettre.etat, lettre.a_qui) == (
        "",
        EtatCourriel.PAPIER,
        "sur papier, sans adresse électronique",
    )


def test_elle_s_imprime_une_fois_sur_le_papier_du_centre_et_se_relit(inscription, instant, agent, connecte, auditeur):
    from candidats.courriels import annoncer_au_candidat

    sans_adresse(inscription)
    assert "à imprimer" in annoncer_au_candidat(inscription, a=instant)
    lettre = Courriel.objects.get(acte="candidat_accueil")
    client = connecte(agent)
    page = client.get(lettre.get_absolute_url()).content.decode()
    assert "Mettre" in page
    assert "Qui joindre" not in page
    assert client.get(f"/courriels/{lettre.pk}/lettre.pdf").status_code == 404
    assert client.post(f"/courriels/{lettre.pk}/imprimer/").status_code == 302
    lettre.refresh_from_db()
    assert (lettre.etat, lettre.envoye_le is not None) == (EtatCourriel.IMPRIME, True)
    lu = " ".join(texte(octets_de(lettre.fichier)).split())
    assert "3 rue des Forges" in lu
    assert "56000 Vannes" in lu
    assert inscription.candidat.prenom in lu
    assert client.get(f"/courriels/{lettre.pk}/lettre.pdf").status_code == 200
    assert "La lettre" in client.get(lettre.get_absolute_url()).content.decode()
    assert journal_de(lettre).filter(acte="courriel-imprime").count() == 1
    with pytest.raises(TransitionInterdite):
        imprimer_courriel(courriel=lettre, par=agent, a=instant)
    assert connecte(auditeur).post(f"/courriels/{lettre.pk}/imprimer/").status_code == 403


def test_une_lettre_que_personne_n_imprime_se_dit_chaque_jour_et_s_ecarte(
    inscription, instant, agent, connecte, horloge_au
):
    """COURRIEL: twelve months from its printing; never printed it waits for somebody, who may drop it."""
    from candidats.courriels import annoncer_au_candidat

    def a_imprimer():
        return set(en_peine(instant - PATIENCE)["a_imprimer"])

    sans_adresse(inscription)
    for _ in range(2):
        annoncer_au_candidat(inscription, a=instant)
    imprimee, oubliee = Courriel.objects.filter(acte="candidat_accueil").order_by("pk")
    assert a_imprimer() == {imprimee, oubliee}
    tard = instant + timedelta(days=300)
    imprimer_courriel(courriel=imprimee, par=agent, a=tard)
    assert a_imprimer() == {oubliee}
    horloge_au((instant + timedelta(days=21)).date())
    accueil = " ".join(connecte(agent).get("/").content.decode().split())
    assert "1 lettre à imprimer</a>, pour qui n’a pas" in accueil
    assert "elle attend depuis 3" in accueil
    un_an = instant.date() + relativedelta(months=12)
    echues = set(courriels(un_an + timedelta(days=40)))
    assert echues & {imprimee, oubliee} == set()
    ecarter_courriel(courriel=oubliee, par=agent, a=tard)
    assert [e.phrase.partition(" : ")[0] for e in journal_de(oubliee)] == ["Lettre à imprimer, écartée"]
    assert set(courriels(un_an + timedelta(days=40))) & {imprimee, oubliee} == {oubliee}
    assert set(courriels(un_an + timedelta(days=340))) & {imprimee, oubliee} == {imprimee, oubliee}
    assert a_imprimer() == set()


def test_une_lettre_oubliee_deux_ans_part_d_une_purge_que_quelqu_un_approuve(inscription, instant, agent):
    """PURGE-SECONDE-PERSONNE: the 24 months of LETTRE run from its writing; held with its file, it stays."""
    from candidats.courriels import annoncer_au_candidat

    sans_adresse(inscription)
    annoncer_au_candidat(inscription, a=instant)
    lettre = Courriel.objects.get(acte="candidat_accueil")
    dernier = instant.date() + relativedelta(months=24)
    assert [lettre in lettres_oubliees(dernier + timedelta(days=n)) for n in (0, 1)] == [False, True]
    assert exige_une_seconde_personne(1, 500, sous_accord="lettres" in SOUS_ACCORD)
    geler_dossier(inscription=inscription, motif="Contentieux en cours", par=agent, a=instant)
    assert lettre not in lettres_oubliees(dernier + timedelta(days=1))
    lever_gel(inscription=inscription, par=agent, a=instant)
    purge = etablir_purge(le=dernier + timedelta(days=1), a=instant)
    assert (purge.etat, purge.lignes.get(cible="lettres").prevues) == (EtatPurge.A_APPROUVER, 1)
    approuver_purge(purge=purge, par=agent, a=instant)
    executer_purge(purge.pk, a=lambda: instant)
    lettre.refresh_from_db()
    assert (lettre.objet, lettre.texte, set(en_peine(instant - PATIENCE)["a_imprimer"])) == ("", "", set())


def test_une_lettre_d_un_autre_dossier_n_a_pas_d_adresse_devinee(instant):
    commission = CommissionFactory()
    lettre = Courriel(dossier_type="evaluations.commission", dossier_id=commission.pk, cree_le=instant)
    assert destinataire(lettre) == []
