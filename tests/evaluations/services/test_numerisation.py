"""Scans of signed papers: really printed, really read, each page in its place or asked about."""

import io

import pikepdf
import pytest

from certif_portal.centre.models import parametres
from certif_portal.commun import codes_qr
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee
from certif_portal.commun.fichiers import PDF, octets_de
from certif_portal.commun.journal import journal_de
from evaluations.choix import EtatCommission, EtatFeuille, EtatNumerisation, EtatPage, SorteFeuille
from evaluations.documents.feuille import avec_codes, avis_a_signer_en_pdf
from evaluations.models import FeuilleRecue, Grille, Numerisation, PageNumerisee
from evaluations.queries.numerisation import attendues
from evaluations.regles.feuille import code_de
from evaluations.services import numerisation as services
from evaluations.services.avis import ouvrir_avis
from evaluations.services.emargement import rendre_emargement
from evaluations.services.feuille import SANS_PAGE, accepter_feuille
from evaluations.services.numerisation import (
    attribuer_page,
    deposer_emargement,
    deposer_numerisation,
    ecarter_page,
    lire_numerisation,
)
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import AVANT, LE_JOUR, EvaluateurFactory, planifier
from tests.habilitations.factories import OrganismeFactory

pytestmark = pytest.mark.django_db
EN_COMMUN = ("grille",)


def melanger(*pages: tuple[bytes, int]) -> bytes:
    ouverts = [(pikepdf.open(io.BytesIO(octets)), rang) for octets, rang in pages]
    ensemble, sortie = pikepdf.new(), io.BytesIO()
    for pdf, rang in ouverts:
        ensemble.pages.append(pdf.pages[rang])
    ensemble.save(sortie)
    return sortie.getvalue()


def blanches(pages):
    document, sortie = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.save(sortie)
    return sortie.getvalue()


def tirage(sorte, objet, pages=1):
    return avec_codes(blanches(pages), sorte, objet)


def numeriser(octets, par, organisme=None):
    depot = deposer_numerisation(
        nom="feuilles.pdf", octets=octets, type_mime=PDF, organisme=organisme, par=par, a=LE_JOUR
    )
    lire_numerisation(depot.pk, a=lambda: LE_JOUR)
    depot.refresh_from_db()
    return depot


@pytest.fixture
def avis(inscription, agent):
    return ouvrir_avis(inscription=inscription, par=agent, a=AVANT)


@pytest.fixture
def grille(inscription):
    return planifier(inscription, EvaluateurFactory(), EvaluateurFactory()).inscription.grille


def test_chaque_page_va_a_sa_feuille_dans_l_ordre(avis, grille, agent, inscription):
    """FEUILLE-VERIFIEE"""
    formulaire, trois = avis_a_signer_en_pdf(avis, parametres()), tirage(SorteFeuille.GRILLE, grille.pk, 3)
    depot = numeriser(melanger((trois, 2), (formulaire, 0), (trois, 0), (blanches(1), 0)), agent)
    assert (depot.etat, depot.lues, depot.pages_total) == (EtatNumerisation.LUE, 4, 4)
    assert [(page.etat, page.numero, page.raison) for page in depot.pages.all()] == [
        (EtatPage.RANGEE, 3, ""),
        (EtatPage.RANGEE, 1, ""),
        (EtatPage.RANGEE, 1, ""),
        (EtatPage.A_ATTRIBUER, None, "Aucun code n’est lu sur cette page."),
    ]
    recue = FeuilleRecue.objects.get(sorte=SorteFeuille.GRILLE)
    assert (recue.grille, recue.pages_total, recue.etat) == (grille, 3, EtatFeuille.A_VERIFIER)
    lues = codes_qr.lire_pages(octets_de(recue.fichier), PDF, 0, 9)
    assert [page.codes for page in lues] == [(code_de(SorteFeuille.GRILLE, grille.pk, numero, 3),) for numero in (1, 3)]
    assert str(FeuilleRecue.objects.get(sorte=SorteFeuille.AVIS)) == f"Avis de l’entreprise : {inscription.candidat}"
    assert "Grille d’évaluation : papier signé numérisé, 2 page(s) sur 3." in [
        entree.phrase for entree in journal_de(inscription)
    ]
    numeriser(melanger((trois, 1)), agent)  # the missing one, scanned later
    recue.refresh_from_db()
    assert codes_qr.compter_pages(octets_de(recue.fichier), PDF) == 3


def test_un_double_un_autre_tirage_un_inconnu_sont_demandes(grille, agent):
    trois = tirage(SorteFeuille.GRILLE, grille.pk, 3)
    autres = (tirage(SorteFeuille.GRILLE, grille.pk, 2), tirage(SorteFeuille.GRILLE, grille.pk + 999, 1))
    depot = numeriser(melanger((trois, 0), (trois, 0), (autres[0], 1), (autres[1], 0)), agent)
    assert [page.raison for page in depot.pages.all()] == [
        "",
        "Cette page de la feuille est déjà reçue : gardez la meilleure, écartez l’autre.",
        "Son code annonce 2 pages, et sa feuille en a 3 : vérifiez qu’il s’agit du même tirage.",
        "Son code ne désigne rien de ce que vous pouvez déposer.",
    ]


def test_une_page_sans_code_s_attribue_ou_s_ecarte(avis, agent):
    depot = numeriser(blanches(2), agent)
    premiere, seconde = depot.pages.all()
    with pytest.raises(ErreurMetier, match="ne désigne rien"):
        attribuer_page(
            page=premiere, sorte=SorteFeuille.AVIS, objet=avis.pk + 99, numero=1, pages=1, par=agent, a=LE_JOUR
        )
    page = attribuer_page(
        page=premiere, sorte=SorteFeuille.AVIS, objet=avis.pk, numero=1, pages=1, par=agent, a=LE_JOUR
    )
    assert (page.etat, page.feuille.avis, page.numero, page.attribuee_par) == (EtatPage.RANGEE, avis, 1, agent)
    assert page.feuille.fichier is not None
    ecarter_page(page=seconde, par=agent, a=LE_JOUR)
    seconde.refresh_from_db()
    assert (seconde.etat, seconde.attribuee_par) == (EtatPage.ECARTEE, agent)
    with pytest.raises(ErreurMetier, match="n’est plus à attribuer"):
        ecarter_page(page=seconde, par=agent, a=LE_JOUR)


def test_un_organisme_ne_range_que_ce_qui_est_a_ses_candidats(avis, organisme, autre_organisme, membre_of, agent):
    """DELEGATION-ORGANISATION"""
    etranger = ouvrir_avis(inscription=InscriptionFactory(organisme=autre_organisme), par=agent, a=AVANT)
    feuilles = melanger((tirage(SorteFeuille.AVIS, avis.pk), 0), (tirage(SorteFeuille.AVIS, etranger.pk), 0))
    depot = numeriser(feuilles, membre_of, organisme)
    assert [page.etat for page in depot.pages.all()] == [EtatPage.RANGEE, EtatPage.A_ATTRIBUER]
    assert FeuilleRecue.objects.get().organisme == organisme
    assert {attendue.cle for attendue in attendues(organisme)} == {f"A:{avis.pk}"}
    assert {attendue.cle for attendue in attendues(None)} == {f"A:{avis.pk}", f"A:{etranger.pk}"}


def test_un_emargement_se_range_pour_l_organisme_qui_y_est_seul(grille, organisme, autre_organisme, membre_of, agent):
    commission = grille.inscription.passages.get().commission
    feuille = tirage(SorteFeuille.EMARGEMENT, commission.pk)
    assert numeriser(feuille, membre_of, organisme).pages.get().etat == EtatPage.RANGEE
    planifier(
        InscriptionFactory(organisme=autre_organisme, referentiel=grille.inscription.referentiel), commission=commission
    )
    assert numeriser(feuille, membre_of, organisme).pages.get().raison == services.INCONNU
    assert numeriser(feuille, agent).pages.get().raison == services.DOUBLE


def test_la_lecture_reprend_ou_elle_s_etait_arretee(agent, monkeypatch):
    monkeypatch.setattr(services, "LOT", 2)
    depot = deposer_numerisation(nom="f.pdf", octets=blanches(5), type_mime=PDF, organisme=None, par=agent, a=LE_JOUR)
    services._ranger_lot(depot.pk, 0, [(0, ()), (1, ())], LE_JOUR)
    services._ranger_lot(depot.pk, 0, [(0, ()), (1, ())], LE_JOUR)  # another task, late
    assert Numerisation.objects.get().lues == 2
    lire_numerisation(depot.pk, a=lambda: LE_JOUR)
    depot.refresh_from_db()
    assert (depot.etat, depot.lues) == (EtatNumerisation.LUE, 5)
    assert list(PageNumerisee.objects.values_list("rang", flat=True)) == [0, 1, 2, 3, 4]
    lire_numerisation(depot.pk, a=lambda: LE_JOUR)  # read already: nothing
    assert PageNumerisee.objects.count() == 5


def test_une_lecture_qui_echoue_est_dite(agent, monkeypatch):
    depot = deposer_numerisation(nom="f.pdf", octets=blanches(1), type_mime=PDF, organisme=None, par=agent, a=LE_JOUR)
    monkeypatch.setattr(services, "MEMOIRE", 1)
    lire_numerisation(depot.pk, a=lambda: LE_JOUR)
    depot.refresh_from_db()
    assert depot.etat == EtatNumerisation.ECHEC
    assert "trop de mémoire" in depot.erreur or "n’a pas pu être ouvert" in depot.erreur


def test_ce_qui_n_est_pas_un_pdf_n_est_pas_garde(agent):
    with pytest.raises(FichierRefuse):
        deposer_numerisation(nom="f.pdf", octets=b"%PDF-1.4 rien", type_mime=PDF, organisme=None, par=agent, a=LE_JOUR)
    assert (Numerisation.objects.count(), Grille.objects.count()) == (0, 0)


@pytest.fixture
def voisine():
    return planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory()).inscription.grille


def deplacer(page, grille, par, numero=1, pages=2, **options):
    return attribuer_page(
        page=page,
        sorte=SorteFeuille.GRILLE,
        objet=grille.pk,
        numero=numero,
        pages=pages,
        par=par,
        a=LE_JOUR,
        **options,
    )


def places():
    return {page.rang: (page.feuille and page.feuille.grille_id, page.numero) for page in PageNumerisee.objects.all()}


def test_deux_pages_rangees_chez_l_autre_s_echangent(grille, voisine, agent):
    """Two papers whose first pages went to one another's file: one act puts both right, and both files say so."""
    siennes, autres = (tirage(SorteFeuille.GRILLE, une.pk, 2) for une in (grille, voisine))
    depot = numeriser(melanger((siennes, 0), (siennes, 1), (autres, 0), (autres, 1)), agent)
    with pytest.raises(ErreurMetier, match="déjà reçue"):
        deplacer(depot.pages.get(rang=0), voisine, agent)
    assert places()[0] == (grille.pk, 1)
    deplacer(depot.pages.get(rang=0), voisine, agent, echanger=True)
    assert places() == {
        0: (voisine.pk, 1),
        1: (grille.pk, 2),
        2: (grille.pk, 1),
        3: (voisine.pk, 2),
    }
    for une in (grille, voisine):
        assert (
            journal_de(une.inscription)
            .filter(acte="page_deplacee")
            .get()
            .phrase.endswith("en échange de celle qui y était.")
        )
        assert codes_qr.compter_pages(octets_de(FeuilleRecue.objects.get(grille=une).fichier), PDF) == 2


def test_la_meilleure_de_deux_numerisations_prend_la_place(grille, agent):
    une = tirage(SorteFeuille.GRILLE, grille.pk, 1)
    depot = numeriser(melanger((une, 0), (une, 0)), agent)
    deplacer(depot.pages.get(rang=1), grille, agent, pages=1, echanger=True)
    premiere = depot.pages.get(rang=0)
    assert places() == {0: (None, None), 1: (grille.pk, 1)}
    assert (premiere.etat, premiere.raison) == (EtatPage.A_ATTRIBUER, services.REMPLACEE)


def test_une_feuille_dont_la_derniere_page_part_n_existe_plus(grille, voisine, agent):
    depot = numeriser(tirage(SorteFeuille.GRILLE, grille.pk), agent)
    page = deplacer(depot.pages.get(), voisine, agent, pages=1)
    assert [feuille.grille for feuille in FeuilleRecue.objects.all()] == [voisine]
    assert journal_de(grille.inscription).first().phrase == (
        f"Page 1 de « Grille d’évaluation : {grille.inscription.candidat} » déplacée : page 1 de « {page.feuille} »."
    )


def test_une_page_d_une_feuille_acceptee_ne_bouge_plus(grille, voisine, agent):
    depot = numeriser(tirage(SorteFeuille.GRILLE, grille.pk), agent)
    accepter_feuille(feuille=FeuilleRecue.objects.get(), par=agent, a=LE_JOUR)
    with pytest.raises(ErreurMetier, match="La feuille de cette page est « Acceptée »"):
        deplacer(depot.pages.get(), voisine, agent)


def total(grille):
    return FeuilleRecue.objects.get(grille=grille).pages_total


def test_la_seule_page_d_une_feuille_redit_combien_elle_en_a(grille, agent):
    """« Sur 1 » by default, then « 1 sur 6 »: the paper is not whole with one page of six, the next ones come in."""
    depot = numeriser(blanches(2), agent)
    premiere, seconde = depot.pages.all()
    deplacer(premiere, grille, agent, pages=1)
    assert total(grille) == 1
    deplacer(depot.pages.get(rang=0), grille, agent, pages=6)
    assert (total(grille), FeuilleRecue.objects.count()) == (6, 1)
    with pytest.raises(RegleNonRespectee, match="Il manque 5 pages : 2, 3, 4, 5, 6"):
        accepter_feuille(feuille=FeuilleRecue.objects.get(), par=agent, a=LE_JOUR)
    deplacer(seconde, grille, agent, numero=2, pages=6)
    assert places() == {0: (grille.pk, 1), 1: (grille.pk, 2)}


def test_la_page_qui_prend_la_place_de_la_seule_dit_combien_il_y_en_a(grille, agent):
    depot = numeriser(melanger((tirage(SorteFeuille.GRILLE, grille.pk), 0), (blanches(1), 0)), agent)
    deplacer(depot.pages.get(rang=1), grille, agent, pages=3, echanger=True)
    assert (places(), total(grille)) == ({0: (None, None), 1: (grille.pk, 1)}, 3)


def test_deux_pages_d_une_feuille_s_echangent_sans_en_changer_le_nombre(grille, agent):
    trois = tirage(SorteFeuille.GRILLE, grille.pk, 3)
    depot = numeriser(melanger((trois, 0), (trois, 2)), agent)
    with pytest.raises(ErreurMetier, match="Son code annonce 1 pages, et sa feuille en a 3"):
        deplacer(depot.pages.get(rang=1), grille, agent, pages=1, echanger=True)
    assert places() == {0: (grille.pk, 1), 1: (grille.pk, 3)}
    deplacer(depot.pages.get(rang=1), grille, agent, pages=3, echanger=True)
    assert (places(), total(grille)) == ({0: (grille.pk, 3), 1: (grille.pk, 1)}, 3)


def test_une_page_rangee_entre_temps_ne_bouge_pas(grille, voisine, agent):
    depot = numeriser(blanches(1), agent)
    vue = depot.pages.get()
    deplacer(depot.pages.get(), grille, agent)
    with pytest.raises(ErreurMetier, match="vient de ranger ou de retirer cette page"):
        deplacer(vue, voisine, agent)
    assert places() == {0: (grille.pk, 1)}


def test_une_feuille_partie_ne_s_accepte_pas(grille, voisine, agent):
    depot = numeriser(tirage(SorteFeuille.GRILLE, grille.pk), agent)
    vue = FeuilleRecue.objects.get()
    deplacer(depot.pages.get(), voisine, agent, pages=1)
    with pytest.raises(ErreurMetier, match=SANS_PAGE):
        accepter_feuille(feuille=vue, par=agent, a=LE_JOUR)


def test_une_feuille_lue_en_deux_fois_a_toutes_ses_pages_des_la_seconde(grille, agent, monkeypatch):
    """Accepted while the rest of its scan is still being read: its file has the pages that its rows say, and stays."""
    monkeypatch.setattr(services, "LOT", 1)
    deux = tirage(SorteFeuille.GRILLE, grille.pk, 2)
    octets = melanger((deux, 0), (deux, 1), (blanches(1), 0))
    depot = deposer_numerisation(nom="f.pdf", octets=octets, type_mime=PDF, organisme=None, par=agent, a=LE_JOUR)
    for rang in range(2):
        services._ranger_lot(depot.pk, rang, [(rang, (code_de(SorteFeuille.GRILLE, grille.pk, rang + 1, 2),))], LE_JOUR)
    feuille = accepter_feuille(feuille=FeuilleRecue.objects.get(), par=agent, a=LE_JOUR)
    assert codes_qr.compter_pages(octets_de(feuille.fichier), PDF) == 2
    lire_numerisation(depot.pk, a=lambda: LE_JOUR)
    depot.refresh_from_db()
    feuille.refresh_from_db()
    assert (depot.etat, feuille.etat, feuille.fichier_id) == (
        EtatNumerisation.LUE,
        EtatFeuille.ACCEPTEE,
        grille.papiers.get().fichier_id,
    )


def test_l_emargement_depose_seul_est_toute_sa_feuille(grille, organisme, membre_of, agent):
    """FEUILLE-VERIFIEE: every page of the file, whatever their codes; never before the sitting, nor twice."""
    commission = grille.inscription.passages.get().commission

    def deposer(a=LE_JOUR, pour=organisme):
        return deposer_emargement(
            commission=commission,
            organisme=pour,
            nom="signee.pdf",
            octets=blanches(2),
            type_mime=PDF,
            par=membre_of,
            a=a,
        )

    with pytest.raises(ErreurMetier, match="Aucune feuille d’émargement"):
        deposer()
    rendre_emargement(commission=commission, par=membre_of, a=AVANT)
    with pytest.raises(RegleNonRespectee, match="ne peut pas être déjà signée"):
        deposer(a=AVANT)
    with pytest.raises(ErreurMetier, match="ne désigne rien"):
        deposer(pour=OrganismeFactory())
    assert Numerisation.objects.count() == 0
    feuille = deposer()
    depot = Numerisation.objects.get()
    assert (depot.etat, depot.lues, depot.organisme) == (EtatNumerisation.LUE, 2, organisme)
    assert [(page.numero, page.etat, page.attribuee_par) for page in feuille.pages.order_by("rang")] == [
        (1, EtatPage.RANGEE, membre_of),
        (2, EtatPage.RANGEE, membre_of),
    ]
    assert (feuille.sorte, feuille.pages_total, feuille.fichier is not None) == (SorteFeuille.EMARGEMENT, 2, True)
    with pytest.raises(ErreurMetier, match="attend déjà"):
        deposer()
    accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)
    commission.refresh_from_db()
    assert commission.etat == EtatCommission.TENUE
