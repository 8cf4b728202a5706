"""`manage.py rendre_pieces`: every paper of a closed jury in a folder, for a reading without the portal."""

import io

import pytest
from django.core.management import CommandError, call_command

from certif_portal.commun.fichiers import octets_de
from jurys.choix import EtatPapier
from jurys.models import Papier
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.emargement import editer_emargement
from jurys.tasks import editer_papiers_en_attente
from tests.jurys.factories import AVANT, CE_JOUR, creer_jury_compose, dossier_pret, ouvrir, presenter

pytestmark = pytest.mark.django_db


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
        "1-certificats",
        "3-bordereaux-de-remise",
        "4-proces-verbaux-annexe-14",
        "5-feuille-d-emargement-annexe-13",
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
    [feuille] = (tmp_path / "5-feuille-d-emargement-annexe-13").iterdir()
    assert feuille.read_bytes() == bytes(octets_de(piece.document.fichier))


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
