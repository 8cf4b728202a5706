"""`manage.py rendre_pieces`: every paper of a closed jury in a folder, for a reading without the portal."""

import io
import zipfile
from functools import partial

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.textes import en_nom_de_fichier
from jurys.choix import EtatLettre, EtatPapier
from jurys.models import Certificat, InformationCPREFP, LettresConvocation, Papier
from jurys.services.certificat import delivrer_duplicata
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.emargement import editer_emargement
from jurys.services.papier import editer_papiers
from jurys.services.piece import deposer_piece_signee
from jurys.services.rectification import (
    annuler_rectification,
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_mention,
    signer_rectification,
)
from jurys.tasks import editer_papiers_en_attente
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    PDF_MINIMAL,
    creer_jury_compose,
    document,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.jurys.lecture import texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)


@pytest.fixture
def jury(agent, referentiel):
    jury = creer_jury_compose(numero="2026-4")
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    return clore_jury(jury=jury, par=agent, a=CE_JOUR)


def rendre(*arguments) -> str:
    dit = io.StringIO()
    call_command("rendre_pieces", *arguments, stdout=dit)
    return dit.getvalue()


def test_les_papiers_s_editent_puis_s_ecrivent_dans_un_dossier(jury, tmp_path):
    assert rendre("2026-4", "--dossier", str(tmp_path)) == f"Papiers édités : 4.\nPapiers écrits dans {tmp_path} : 4.\n"
    ecrits = sorted(chemin.relative_to(tmp_path).as_posix() for chemin in tmp_path.rglob("*.pdf"))
    assert [nom.split("/")[0] for nom in ecrits] == [
        "01-certificats",
        "03-bordereaux-de-remise",
        "04-proces-verbaux-annexe-14",
        "05-feuille-d-emargement-annexe-13",
    ]
    assert rendre("2026-4") == "Tous les papiers sont déjà édités : rien à faire.\n"


def test_la_feuille_imprimee_avant_la_seance_est_du_dossier(agent, referentiel, tmp_path):
    """The one that people signed, not another."""
    jury = creer_jury_compose(numero="2026-6")
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    piece = editer_emargement(jury=jury, par=agent, a=AVANT)
    ouvrir(jury, par=agent)
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    rendre("2026-6", "--dossier", str(tmp_path))
    [feuille] = (tmp_path / "05-feuille-d-emargement-annexe-13").iterdir()
    assert feuille.read_bytes() == bytes(octets_de(piece.document.fichier))


SCAN = ("scan.pdf", PDF_MINIMAL, "application/pdf")


@pytest.fixture
def suites(jury, agent, responsable):
    """What came after the closing: the PV signed, a certified copy, a rectifying PV signed, another one cancelled."""
    editer_papiers(jury, a=CE_JOUR)
    deposer_piece_signee(piece=jury.pieces.get(nature="pv"), fichier=SCAN, par=agent, a=CE_JOUR)
    delivrer_duplicata(certificat=Certificat.objects.get(), motif="Perdu.", par=agent, a=CE_JOUR)
    for suite in (partial(signer_rectification, fichier=SCAN), partial(annuler_rectification, motif="Rien à dire.")):
        rectification = ouvrir_rectification(jury=jury, motif="Une heure mal lue.", par=responsable, a=CE_JOUR)
        faits = {"presentation": None, "sujet": "l’heure", "lu": "9 h", "juste": "10 h"}
        rectifier_mention(rectification=rectification, **faits, par=responsable, a=CE_JOUR)
        editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR)
        suite(rectification=rectification, par=responsable, a=CE_JOUR)
    return [
        "07-proces-verbaux-rectificatifs/0001-proces-verbal-rectificatif-n-1-du-jury-2026-4.pdf",
        "08-duplicatas-certifies-conformes/0001-duplicata-du-certificat-mc-000001.pdf",
        f"09-documents-signes-numerises/0001-{en_nom_de_fichier(jury.pieces.get(nature='pv').nom)}.pdf",
        "09-documents-signes-numerises/0002-proces-verbal-rectificatif-n-1-du-jury-2026-4.pdf",
    ]


def test_le_rectificatif_les_duplicatas_et_les_documents_signes_sont_du_dossier(jury, suites, tmp_path):
    assert rendre("2026-4", "--dossier", str(tmp_path)).endswith(f"{tmp_path} : 8.\n")
    ecrits = sorted(chemin.relative_to(tmp_path).as_posix() for chemin in tmp_path.rglob("*.pdf"))
    assert ecrits[4:] == suites
    assert (tmp_path / suites[2]).read_bytes() == PDF_MINIMAL
    assert "Une heure mal lue." in texte((tmp_path / suites[0]).read_bytes())
    assert "DUPLICATA CERTIFIÉ CONFORME" in texte((tmp_path / suites[1]).read_bytes())


def test_ils_sont_aussi_de_l_archive_et_des_liasses(jury, suites, agent, connecte):
    """A scan is not printed again."""
    client = connecte(agent)
    archive = client.get(reverse("jury_papiers_archive", args=[jury.pk])).getvalue()
    with zipfile.ZipFile(io.BytesIO(archive)) as lue:
        assert lue.namelist()[4:] == suites
    page = client.get(reverse("jury_papiers", args=[jury.pk]))
    assert [(lues.genre, len(lues.fichiers)) for lues in page.context["suites"]] == [
        ("rectificatif", 1),
        ("duplicata", 1),
        ("signe", 2),
    ]
    for lues in page.context["suites"]:
        for fichier in lues.fichiers:
            assert client.get(fichier.url).content.startswith(b"%PDF-")
    pages = {}
    for liasse in ("tout", "rectificatif", "duplicata", "pv"):
        recu = client.get(reverse("jury_papiers_liasse", args=[jury.pk, liasse]))
        with pikepdf.open(io.BytesIO(recu.content)) as pdf:
            pages[liasse] = len(pdf.pages)
    assert pages["tout"] == 3 + sum(pages[liasse] for liasse in ("rectificatif", "duplicata", "pv"))
    assert client.get(reverse("jury_papiers_liasse", args=[jury.pk, "signe"])).status_code == 404


@pytest.fixture
def avant_le_jury(jury, agent):
    """The unions asked and the members convened by post, with a proof of each; the CPREFP told, of this jury and of
    another one."""
    lettre, preuve = document("Lettre"), document("Preuve").fichier
    with desceller():
        jury.demandes.update(lettres=lettre, preuve=preuve)
    LettresConvocation.objects.create(jury=jury, document=document("Convocations"), nombre=4, creees_le=AVANT)
    partie = {"etat": EtatLettre.PARTIE, "partie_le": AVANT.date(), "canal": "courrier", "creee_le": AVANT}
    for dit, pk in (("De ce jury", jury.pk), ("D’un autre", jury.pk + 1)):
        texte_dit = {"objet": dit, "corps": dit, "adresse": "CPREFP", "contenu": {str(pk): {}}}
        InformationCPREFP.objects.create(**partie, **texte_dit, document=document(dit), preuve=preuve)


def test_ce_qui_a_prepare_le_jury_est_du_dossier(jury, avant_le_jury, agent, connecte, tmp_path):
    """One letter to the unions asked together, one proof of it; nothing of the letter about another jury."""
    rendre("2026-4", "--dossier", str(tmp_path))
    ecrits = sorted(chemin.relative_to(tmp_path).as_posix() for chemin in tmp_path.rglob("*.pdf"))
    assert ecrits[4:] == [
        "10-demandes-de-designation/0001-lettre.pdf",
        f"11-convocations/0001-4-lettres-{en_nom_de_fichier(str(jury))}.pdf",
        "12-information-de-la-cprefp/0001-de-ce-jury.pdf",
        "13-preuves-des-envois/0001-demandes-de-designation-du-2-novembre-2026.pdf",
        "13-preuves-des-envois/0002-de-ce-jury.pdf",
    ]
    client = connecte(agent)
    page = client.get(reverse("jury_papiers", args=[jury.pk]))
    genres = {lues.genre: lues for lues in page.context["suites"]}
    assert list(genres) == ["demande", "convocation", "cprefp", "preuve"]
    assert client.get(reverse("jury_papiers_liasse", args=[jury.pk, "demande"])).content.startswith(b"%PDF-")
    assert client.get(reverse("jury_papiers_liasse", args=[jury.pk, "preuve"])).status_code == 404
    tout = client.get(reverse("jury_papiers_liasse", args=[jury.pk, "tout"]))
    with pikepdf.open(io.BytesIO(tout.content)) as pdf:
        assert len(pdf.pages) == 4  # what was posted before the jury is not printed again


@pytest.mark.parametrize("ensemble", ["0", "-2"])
def test_aucune_commande_n_edite_rien(ensemble, jury):
    with pytest.raises(CommandError, match="1 ou plus"):
        rendre("2026-4", "--ensemble", ensemble)


def test_un_papier_qui_n_a_pas_pu_l_etre_sort_en_erreur(jury):
    Papier.objects.filter(ordre=1).update(etat=EtatPapier.ECHEC)
    with pytest.raises(CommandError, match=r"Papiers non édités : 1\."):
        rendre("2026-4")


@pytest.mark.parametrize(
    ("numero", "etat", "refus"), [("2026-9", None, "Aucun jury"), ("2026-5", "convoque", "n’est pas clos")]
)
def test_un_jury_inconnu_ou_ouvert_se_refuse(numero, etat, refus):
    if etat:
        creer_jury_compose(numero=numero)
    with pytest.raises(CommandError, match=refus):
        rendre(numero)


def test_le_filet_edite_ce_qui_reste(jury):
    """The worker was stopped after the closing: the clock takes the papers up."""
    assert editer_papiers_en_attente() == 1
    assert set(Papier.objects.values_list("etat", flat=True)) == {EtatPapier.FAIT}
    assert editer_papiers_en_attente() == 0


def test_un_dossier_qui_ne_s_ecrit_pas_se_dit(jury, tmp_path):
    """A file bears that name; a folder of spaces and accents is one like any other."""
    (tmp_path / "pris").write_text("")
    with pytest.raises(CommandError, match=r"pris/\S+ ne s’écrit pas : "):
        rendre("2026-4", "--dossier", str(tmp_path / "pris"))
    assert "Papiers écrits dans" in rendre("2026-4", "--dossier", str(tmp_path / "Papiers d’été, jury n° 4"))
