"""The PV and the émargement of a jury: the columns and notes of annexes 13 and 14."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from candidats.choix import Financement, Secteur
from candidats.models import FinancementInscription
from certif_portal.centre.models import parametres
from certif_portal.commun.pdf import rendre_pdf
from jurys.choix import College
from jurys.documents import pv as documents
from jurys.models import Presentation
from jurys.queries.ecrans import demandes_de, membres_de
from jurys.queries.titre import TitreDecide
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory
from tests.jurys.factories import JuryFactory, MembreJuryFactory, OrganisationSyndicaleFactory, creer_jury_compose
from tests.jurys.lecture import texte

A = datetime(2026, 12, 8, 16, tzinfo=UTC)


def titre(inscription, decision="A", bloc=None):
    return TitreDecide(Presentation(inscription=inscription, decision=decision), bloc, decision)


@pytest.mark.django_db
def test_la_ligne_d_un_salarie_a_toutes_les_colonnes():
    """Annexe 14, notes 4 and 6."""
    entreprise = EntrepriseFactory(secteur=Secteur.HM, branche="Plasturgie")
    inscription = InscriptionFactory(entreprise=entreprise)
    FinancementInscription.objects.create(inscription=inscription, code=Financement.CPF, abondement=True)
    FinancementInscription.objects.create(inscription=inscription, code=Financement.PDC)
    ligne = documents.ligne_pv(titre(inscription))
    assert (ligne.date_naissance, ligne.lieu_naissance) == ("29/02/1996", "Saint-Nazaire, 44, France")
    assert (ligne.origine, ligne.financements, ligne.commentaire) == ("SL", "CPF, PDC", "CPF")
    assert (ligne.raison_sociale, ligne.adresse) == ("Ateliers Maëlström", "3 rue des Forges 44600 Saint-Nazaire")
    assert (ligne.code_nace, ligne.secteur, ligne.decision) == ("25.62", "HM (Plasturgie)", "A")


@pytest.mark.django_db
def test_sans_abondement_le_commentaire_est_vide():
    inscription = InscriptionFactory()
    FinancementInscription.objects.create(inscription=inscription, code=Financement.CPF)
    assert documents.ligne_pv(titre(inscription)).commentaire == ""


@pytest.mark.django_db
def test_rien_de_l_entreprise_d_un_demandeur_d_emploi():
    """Annexe 14, note 7: the company learned later is kept, and never printed."""
    inscription = InscriptionFactory(demandeur_emploi=True, entreprise=EntrepriseFactory(raison_sociale="Marqueur SA"))
    ligne = documents.ligne_pv(titre(inscription, "NA"))
    assert (ligne.raison_sociale, ligne.adresse, ligne.code_nace, ligne.secteur) == ("", "", "", "")
    contexte = documents.contexte_pv(
        JuryFactory(),
        [titre(inscription, "NA")],
        centre=parametres(),
        president="Nolwenn Tanguy",
        a=A,
    )
    lu = texte(rendre_pdf("pv_jury", contexte, identifiant="essai"))
    assert "Marqueur" not in lu
    assert "25.62" not in lu
    assert " DE " in lu


@pytest.mark.django_db
def test_le_pv_a_les_colonnes_et_les_notes_de_l_annexe_14():
    inscriptions = [InscriptionFactory(), InscriptionFactory()]
    certification = inscriptions[0].referentiel.certification
    contexte = documents.contexte_pv(
        JuryFactory(),
        [titre(i, d) for i, d in zip(inscriptions, ("A", "NA"), strict=True)],
        centre=parametres(),
        president="Nolwenn Tanguy",
        a=A,
    )
    assert contexte.admis == 1
    lu = texte(rendre_pdf("pv_jury", contexte, identifiant="essai"))
    for attendu in (
        "Procès-Verbal du jury paritaire de délibération",
        f"Certification professionnelle : {certification.code}",
        "« Opérateur en usinage (essai) »",
        "Nom et Prénom",
        "Date et lieu de naissance",
        "Origine du candidat",
        "Dispositif de financement",
        "Raison sociale",
        "Code NACE",
        "Secteur",
        "Décision du Jury Paritaire de Délibération",
        "Commentaire",
        "admis ou non admis",
        "la ville, le département et le pays",
        "aucune autre valeur",
        "En cas d’abondement",
        "convention entreprise",
        "Le Président du Jury Paritaire de Délibération",
        "Nolwenn Tanguy",
    ):
        assert attendu in lu
    for inscription in inscriptions:
        assert inscription.candidat.nom_naissance.upper() in lu
    for code in Financement:
        assert code.value in lu


@pytest.mark.django_db
def test_un_pv_de_plusieurs_pages_repete_son_en_tete():
    modele = InscriptionFactory()
    contexte = documents.contexte_pv(
        JuryFactory(),
        [titre(modele)] * 40,
        centre=parametres(),
        president="Nolwenn Tanguy",
        a=A,
    )
    document = pypdfium2.PdfDocument(rendre_pdf("pv_jury", contexte, identifiant="essai"))
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    suite = f"Jury {contexte.numero_jury} du 8 décembre 2026 — {contexte.code}"
    assert all(suite in page.replace("\u00a0", " ") for page in pages)
    premieres = [document[n].get_textpage().get_text_bounded() for n in range(len(document) - 1)]
    assert len(document) > 2
    assert all("Code NACE" in " ".join(page.split()) for page in premieres)


@pytest.mark.parametrize("nombre", [5, 7, 8, 9, 10, 20, 23])
def test_le_president_signe_sous_des_noms(nombre):
    """Whatever the number of lines, the page that is signed names a candidate, or a member of the jury."""
    pv = documents.ContextePV(
        centre="UIMM",
        adresse_centre="10 rue",
        numero_jury="2026-4",
        date_jury="8 décembre 2026",
        lieu_jury="Nantes",
        code="CQPM 2024 9001",
        intitule="Essai",
        bloc_de="",
        president="Nolwenn Tanguy",
        admis=nombre,
        passages_outre=[],
        hors_date=[],
        etabli_le="2026-12-08",
        financements=[],
        lignes=[
            documents.LignePV(
                "MARQUEUR Zoé",
                "",
                "29/02/1996",
                "Saint-Étienne-du-Rouvray, 76, France",
                "SL",
                "PDC",
                "Ateliers Maëlström",
                "3 rue des Forges 44600 Saint-Nazaire",
                "25.62",
                "M",
                "A",
                "",
            )
        ]
        * nombre,
    )
    emargement = documents.ContexteEmargement(
        centre="UIMM",
        date_jury="8 décembre 2026",
        lieu_jury="Nantes",
        numero_jury="2026-4",
        president="TANGUY Nolwenn",
        qualite_president="Directrice",
        titres=[documents.TitreCompte("CQPM 2024 9001", "Essai", "", nombre)],
        etabli_le="2026-12-08",
        lignes=[documents.LigneEmargement("MARQUEUR Zoé", "Fédération des travailleurs de la métallurgie", "")]
        * nombre,
    )
    for modele, contexte in (("pv_jury", pv), ("emargement_jury", emargement)):
        document = pypdfium2.PdfDocument(rendre_pdf(modele, contexte, identifiant="essai"))
        derniere = document[len(document) - 1].get_textpage().get_text_bounded()
        assert ("MARQUEUR" in derniere, "Signature" in derniere) == (True, True)


@pytest.mark.django_db
def test_l_emargement_montre_les_absents_et_les_organisations_sans_designe():
    """Annexe 13"""
    jury = creer_jury_compose()
    MembreJuryFactory(jury=jury, invite=True)
    absente = OrganisationSyndicaleFactory(nom="Force absente", sigle="FA")
    jury.membres.filter(preside=False).update(present=False)
    inscription = InscriptionFactory()
    contexte = documents.contexte_emargement(
        jury,
        membres_de(jury),
        demandes_de(jury),
        [titre(inscription)] * 3,
        centre=parametres(),
        a=A,
    )
    designes = [membre for membre in jury.membres.all() if membre.college != College.INVITE]
    assert [ligne.nom for ligne in contexte.lignes if ligne.nom] == [f"{m.nom.upper()} {m.prenom}" for m in designes]
    assert [(ligne.nom, ligne.organisme) for ligne in contexte.lignes if not ligne.nom] == [("", absente.nom)]
    assert (contexte.president, contexte.qualite_president) == ("TANGUY Nolwenn", "Directrice")
    assert [compte.nombre for compte in contexte.titres] == [3]
    lu = texte(rendre_pdf("emargement_jury", contexte, identifiant="essai"))
    for attendu in (
        "JURY PARITAIRE DE DÉLIBÉRATION du 8 décembre 2026",
        "Force absente",
        "organisation non sollicitée, sans désignation",
        "TANGUY Nolwenn",
        "Directrice",
        "toutes les personnes désignées pour siéger",
        "Signature du Président",
    ):
        assert attendu in lu
    assert "TUTEUR" not in lu


@pytest.mark.django_db
def test_l_emargement_ne_donne_l_uimm_qu_a_sa_delegation():
    """Annexe 13, second column: a member of the unions' delegation from temporary work may have neither union nor
    company known; nobody writes « UIMM » beside them."""
    jury = creer_jury_compose()
    MembreJuryFactory(jury=jury, college=College.SYNDICAL, travail_temporaire=True, nom="Interim", entreprise="")
    MembreJuryFactory(jury=jury, college=College.SYNDICAL, travail_temporaire=True, nom="Agence", entreprise="Ouest RH")
    contexte = documents.contexte_emargement(jury, membres_de(jury), demandes_de(jury), [], centre=parametres(), a=A)
    colonne = {ligne.nom: ligne.organisme for ligne in contexte.lignes}
    assert colonne["INTERIM Paul"] == ""
    assert colonne["AGENCE Paul"] == "Ouest RH"
    assert colonne["TANGUY Nolwenn"] == parametres().nom_court


@pytest.mark.parametrize("lignes", [1, 60])
def test_chaque_page_du_pv_dit_son_jury_sa_date_et_sa_certification(lignes):
    ligne = documents.LignePV(
        nom="O’BRIEN-NGUYỄN Zoé",
        nom_usage="",
        date_naissance="29/02/1996",
        lieu_naissance="Saint-Nazaire, 44, France",
        origine="SL",
        financements="PDC",
        raison_sociale="Ateliers Maëlström",
        adresse="3 rue des Forges 44600 Saint-Nazaire",
        code_nace="25.62",
        secteur="M",
        decision="A",
        commentaire="",
    )
    contexte = documents.ContextePV(
        centre="UIMM d’essai",
        adresse_centre="",
        numero_jury="2026-4",
        date_jury="8 décembre 2026",
        lieu_jury="Saint-Nazaire",
        code="CQPM 2024 9001",
        intitule="Technicien d’essai",
        bloc_de="",
        president="Nolwenn Tanguy",
        lignes=[ligne] * lignes,
        admis=lignes,
        passages_outre=[],
        hors_date=[],
        etabli_le="2026-12-08T17:00:00+01:00",
        financements=[("PDC", "Plan de développement des compétences")],
    )
    octets = rendre_pdf("pv_jury", contexte, identifiant="essai")
    pages = [
        " ".join(page.get_textpage().get_text_bounded().replace("\u00a0", " ").split())
        for page in pypdfium2.PdfDocument(octets)
    ]
    assert (len(pages) > 1) == (lignes > 1)
    pied = "Jury 2026-4 du 8 décembre 2026 — CQPM 2024 9001"
    assert [rang for rang, lu in enumerate(pages, start=1) if f"{pied} page {rang} / {len(pages)}" not in lu] == []
