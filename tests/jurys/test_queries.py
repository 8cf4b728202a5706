"""Readiness in constant queries, and the anonymous synthesis."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from certif_portal.centre.models import parametres
from certif_portal.commun.models import EntreeJournal
from evaluations.choix import EtatAvis, EtatEmargement, EtatGrille
from evaluations.models import AvisEntreprise, FeuilleEmargement, Grille
from habilitations.models import Habilitation
from jurys.choix import EtatJury
from jurys.models import Presentation
from jurys.queries.deliberation import grouper, lignes_deliberation
from jurys.queries.ecrans import demandes_de, fiche_jury, journal_du_jury, prochain_numero
from jurys.queries.piece import est_pret, manquantes, pieces_pour_jury, tableau_des_pieces, voies
from jurys.queries.presentation import FiltrePresentables, pourquoi, presentables
from jurys.queries.synthese import commentaires_a_lire, lire_synthese
from jurys.services import suivi
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    JOUR_JURY,
    JuryFactory,
    OrganisationSyndicaleFactory,
    commission_emargee,
    creer_jury_compose,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def codes_manquants(inscription, le=JOUR_JURY):
    return [piece.code for piece in manquantes(pieces_pour_jury([inscription], le)[inscription.pk])]


def test_un_dossier_complet_est_pret_dans_chaque_voie(referentiel):
    for champs in ({}, {"vae": True, "organisme": None}, {"blocs": (1,)}, {"demandeur_emploi": True}):
        inscription = dossier_pret(referentiel=referentiel, **champs)
        assert est_pret(pieces_pour_jury([inscription], JOUR_JURY)[inscription.pk])


def test_une_inscription_neuve_dit_tout_ce_qui_manque(referentiel):
    inscription = InscriptionFactory(deposee=True, referentiel=referentiel)
    assert codes_manquants(inscription) == [
        "inscription",
        "identite",
        "livret",
        "competences",
        "grille",
        "emargement",
        "avis",
    ]
    [competences] = [p for p in pieces_pour_jury([inscription], JOUR_JURY)[inscription.pk] if p.code == "competences"]
    assert competences.explication == "Compétences 1, 2, 3, 4 non évaluées."
    assert (competences.qui, competences.sorte, competences.etat_libelle) == ("le centre", "faire", "manquante")
    assert competences.url == f"/inscriptions/{inscription.pk}/"


def test_chaque_piece_defaite_redevient_manquante(referentiel):
    inscription = dossier_pret(referentiel=referentiel)
    FeuilleEmargement.objects.update(etat=EtatEmargement.RENDU)
    assert codes_manquants(inscription) == ["emargement"]
    [emargement] = manquantes(pieces_pour_jury([inscription], JOUR_JURY)[inscription.pk])
    assert emargement.url == f"/commissions/{inscription.passages.get().commission_id}/"
    Grille.objects.update(etat=EtatGrille.EN_SIGNATURE)
    AvisEntreprise.objects.update(etat=EtatAvis.ATTENDU)
    assert codes_manquants(inscription) == ["grille", "emargement", "avis"]


def test_l_habilitation_se_verifie_a_la_seance_pas_le_jour_du_jury(referentiel):
    organisme = creer_organisme_habilite()
    inscription = dossier_pret(referentiel=referentiel, organisme=organisme)
    assert codes_manquants(inscription) == []
    Habilitation.objects.filter(organisme=organisme).update(date_fin=date(2026, 11, 6))
    assert codes_manquants(inscription) == []
    Habilitation.objects.filter(organisme=organisme).update(date_effet=date(2026, 11, 7), date_fin=date(2028, 12, 31))
    [piece] = manquantes(pieces_pour_jury([inscription], JOUR_JURY)[inscription.pk])
    assert piece.explication == "L’organisme n’est pas habilité le 6\u00a0novembre\u00a02026."


def test_un_bloc_seul_demande_le_rncp_le_jour_du_jury(referentiel):
    inscription = dossier_pret(referentiel=referentiel, blocs=(1,))
    assert codes_manquants(inscription) == []
    assert codes_manquants(inscription, date(2035, 5, 24)) == ["repertoire"]


def test_une_absence_d_avis_constatee_vaut_piece(referentiel, agent):
    inscription = dossier_pret(referentiel=referentiel, demandeur_emploi=True)
    AvisEntreprise.objects.update(
        etat=EtatAvis.ABSENT, valeur=None, absence_motif="Pas d’entreprise.", absence_par=agent, absence_le=AVANT
    )
    [avis] = [p for p in pieces_pour_jury([inscription], JOUR_JURY)[inscription.pk] if p.code == "avis"]
    assert (avis.etat, avis.explication) == ("presente", "Absence constatée : Claire Le Goff, Pas d’entreprise.")


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_dossiers(referentiel, django_assert_num_queries):
    commission = commission_emargee()
    un = [dossier_pret(referentiel=referentiel, commission=commission, blocs=(1,))]
    plusieurs = [*un, *(dossier_pret(referentiel=creer_referentiel(), commission=commission) for _ in range(4))]
    plusieurs.append(dossier_pret(referentiel=referentiel, vae=True))
    comptes = []
    for inscriptions in (un, plusieurs):
        with django_assert_num_queries(10) as requetes:
            assert len(pieces_pour_jury(inscriptions, JOUR_JURY)) == len(inscriptions)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_la_table_montree_a_les_voies_en_colonnes():
    tableau = dict(tableau_des_pieces())
    assert voies() == ["Parcours de formation", "VAE", "VAE de branche", "Sans formation"]
    attendue, sans_objet = ("attendue", True), ("sans objet", False)
    assert tableau["Livret de suivi validé"] == [attendue, sans_objet, sans_objet, attendue]
    assert tableau["Avis de l’entreprise"][0] == ("attendue, sauf dispense", True)


def test_le_prochain_numero_suit_le_dernier_de_l_annee():
    assert prochain_numero(2027) == "2027-1"
    for numero in ("2027-9", "2027-10", "2026-40"):
        JuryFactory(numero=numero)
    assert prochain_numero(2027) == "2027-11"


def test_les_organisations_representatives_sont_celles_du_jour_du_jury():
    jury = JuryFactory()
    actuelle = OrganisationSyndicaleFactory(sigle="CFDT")
    OrganisationSyndicaleFactory(sigle="CFTC", debut=date(2013, 1, 1), fin=date(2017, 12, 31))
    OrganisationSyndicaleFactory(sigle="DEMAIN", debut=date(2027, 1, 1))
    assert [(d.sigle, d.demande_id) for d in demandes_de(jury)] == [(actuelle.sigle, None)]


NOMS = ("Œuvré-Çelik", "Nguyễn", "Zébulon", "Ateliers Maëlström", "Pôle formation Sud-Loire", "Kermarrec", "Prigent")


@pytest.fixture
def dossier_nominatif(referentiel, organisme):
    """A file whose comments name everybody."""
    inscription = dossier_pret(
        referentiel=referentiel,
        organisme=organisme,
        entreprise=EntrepriseFactory(raison_sociale="Ateliers Maëlström"),
        non_maitrisees=(2,),
        commentaire="ZEBULON hésite, vu chez Ateliers Maelstrom avec M. Kermarrec.",
        avis="Zébulon Œuvré-Çelik, formé par Pôle formation Sud-Loire, progresse (A. Prigent).",
        reserve=True,
    )
    candidat = inscription.candidat
    candidat.nom_naissance, candidat.nom_usage, candidat.prenom = "Œuvré-Çelik", "Nguyễn", "Zébulon"
    candidat.save()
    return inscription


def test_la_synthese_figee_ne_porte_aucun_nom(dossier_nominatif, agent):
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_nominatif, par=agent)
    ouvrir(jury, par=agent)
    presentation.refresh_from_db()
    ecrit = str(presentation.synthese)
    assert [nom for nom in NOMS if nom.casefold() in ecrit.casefold()] == []
    synthese = lire_synthese(presentation.synthese)
    assert synthese.competences[1].commentaire == "[…] hésite, vu chez […] avec M. […]."
    assert synthese.avis.commentaire == "[…], formé par […], progresse (A. […])."
    assert (synthese.avis.libelle, synthese.avis.reserve, synthese.masques) == ("réservé", True, 6)
    assert (synthese.blocs_maitrises, len(synthese.blocs), synthese.rncp) == (1, 2, True)


def test_la_deliberation_se_lit_en_cinq_requetes_sans_les_candidats(referentiel, agent, django_assert_num_queries):
    """Presentations, validations, decisions of blocs, those set aside, the setting of the centre."""
    jury = creer_jury_compose()
    presenter(jury, *(dossier_pret(referentiel=referentiel) for _ in range(3)), par=agent)
    ouvrir(jury, par=agent)
    parametres()
    with django_assert_num_queries(5) as requetes:
        [groupe] = grouper(lignes_deliberation(jury))
    assert len(groupe.lignes) == groupe.a_confirmer == 3
    tables = ("candidats_candidat", "candidats_inscription", "habilitations_")
    assert [r["sql"] for r in requetes.captured_queries if any(table in r["sql"] for table in tables)] == []


def test_ce_qui_reste_a_rattacher_laisse_de_cote_les_jurys_ouverts(referentiel, agent):
    jury, autre = creer_jury_compose(), creer_jury_compose()
    pris, libre = dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel)
    sans_grille = InscriptionFactory(referentiel=referentiel)
    presenter(autre, pris, par=agent)
    suivi.refaire_tout()
    tous = FiltrePresentables(voir="tous")
    assert list(presentables(jury, FiltrePresentables())) == [libre]
    assert set(presentables(jury, tous)) == {libre, sans_grille}
    cle = libre.candidat.cle_recherche.split()[-2]
    assert list(presentables(jury, replace(tous, q=f"{cle} introuvable"))) == []


def test_les_filtres_de_ce_qui_se_rattache(referentiel, agent):
    """Type, certification by its title or number, OF, place of the sitting."""
    jury = creer_jury_compose()
    ici, ailleurs = commission_emargee(lieu="Saint-Nazaire"), commission_emargee(lieu="Lorient")
    un = dossier_pret(referentiel=referentiel, commission=ici)
    deux = dossier_pret(commission=ailleurs)
    type(un.organisme).objects.filter(pk=un.organisme_id).update(cle_recherche="greta de l estuaire")
    suivi.refaire_tout()
    certification = un.referentiel.certification
    for filtre, voulus in (
        ({"lieu": "lorient"}, {deux}),
        ({"type": certification.type}, {un, deux}),
        ({"type": "CCPI"}, set()),
        ({"organisme": "Estuaire"}, {un}),
        ({"certification": "introuvable"}, set()),
        ({"voir": "incomplets"}, set()),
    ):
        assert set(presentables(jury, FiltrePresentables.lu(filtre))) == voulus, filtre
    assert FiltrePresentables.lu({"voir": "x", "type": "x"}) == FiltrePresentables()


def test_pourquoi_un_candidat_n_apparait_pas(referentiel, agent, django_assert_num_queries):
    """The state, the jury that has it, each missing piece; nothing for who is ready."""
    jury, autre = creer_jury_compose(), creer_jury_compose()
    pret, pris, rouge = (dossier_pret(referentiel=referentiel) for _ in range(3))
    rouge.livret.delete()
    decidee = InscriptionFactory(referentiel=referentiel, etat="admise", decidee_le=JOUR_JURY)
    presenter(autre, pris, par=agent)
    suivi.refaire_tout()

    def dites(texte):
        return [[r.texte.replace("\u00a0", " ") for r in t.raisons] for t in pourquoi(jury, texte, agent, "livret")]

    assert dites(pret.reference) == [[]]
    assert dites(f"{pris.pk}") == [
        [
            f"Déjà rattaché à un jury : {autre.numero} du 8 décembre 2026. Détaché de ce jury, il peut être présenté à "
            "un autre."
        ]
    ]
    assert dites(rouge.reference)[0][0].startswith("Livret validé : Le livret")
    [[etat]] = dites(decidee.reference)
    assert "seule une inscription acceptée, non décidée, se présente" in etat
    assert dites("introuvable-xyz") == []
    with django_assert_num_queries(3):
        assert len(pourquoi(jury, rouge.candidat.nom_naissance, agent, "livret")) >= 1


def test_la_fiche_d_un_membre_ne_charge_aucun_candidat(referentiel, agent):
    jury = creer_jury_compose(etat=EtatJury.CONVOQUE)
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    assert fiche_jury(jury, candidats=False).presentations == []
    assert len(fiche_jury(jury, candidats=True).presentations) == 1


def test_la_date_d_une_synthese_est_celle_du_jury(referentiel, agent):
    """The status RNCP shown to the jury is that of the jury's day."""
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=creer_referentiel(rncp=False)), par=agent)
    ouvrir(jury, par=agent)
    presentation.refresh_from_db()
    assert lire_synthese(presentation.synthese).rncp is False


def test_le_journal_d_un_jury_range_ses_decisions_a_part(agent, django_assert_num_queries):
    """Fifty decisions do not hide who opened the jury: the last forty stand apart, the latest first."""
    jury = JuryFactory()
    instants = [CE_JOUR + timedelta(minutes=rang) for rang in range(51)]
    EntreeJournal.objects.bulk_create(
        EntreeJournal(
            dossier_type="jurys.jury",
            dossier_id=jury.pk,
            acte="decision" if rang else "ouverture",
            phrase=f"J-{rang}",
            par=agent,
            le=le,
        )
        for rang, le in enumerate(instants)
    )
    with django_assert_num_queries(1):
        journal = journal_du_jury(jury)
    assert [entree.phrase for entree in journal.actes] == ["J-0"]
    assert [entree.phrase for entree in journal.decisions] == [f"J-{rang}" for rang in range(50, 10, -1)]


def test_seuls_les_dossiers_ou_quelqu_un_a_ecrit_se_lisent_pour_leurs_commentaires(referentiel, agent, responsable):
    """A comment on a competence, an opinion, an absence, an override; the others say nothing."""
    commun = {"referentiel": referentiel, "commission": commission_emargee()}
    muets = [dossier_pret(**commun) for _ in range(3)]
    note = dossier_pret(**commun, non_maitrisees=(1,), commentaire="Hésite.")
    avis = dossier_pret(**commun, reserve=True, avis="Encore un effort.")
    absent = dossier_pret(**commun)
    AvisEntreprise.objects.filter(inscription=absent).update(
        etat=EtatAvis.ABSENT, valeur=None, absence_motif="Liquidée.", absence_par=agent, absence_le=AVANT
    )
    jury = creer_jury_compose()
    presenter(jury, *muets, note, avis, absent, par=agent)
    outre = jury.presentations.get(inscription=muets[0])
    Presentation.objects.filter(pk=outre.pk).update(passage_outre_motif="Livret perdu.", passage_outre_par=responsable)
    lus = {lu.presentation: lu.texte for lu in commentaires_a_lire(jury.presentations.all(), JOUR_JURY)}
    attendus = {note: "Hésite.", avis: "Encore un effort.", absent: "Liquidée.", muets[0]: "Livret perdu."}
    assert lus == {jury.presentations.get(inscription=i).pk: texte for i, texte in attendus.items()}
    assert commentaires_a_lire(jury.presentations.filter(inscription__in=muets[1:]), JOUR_JURY) == []
