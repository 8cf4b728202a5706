"""The walk before axe is taken up again where it ended, and its parts are told as one."""

import pytest
from django.http import HttpResponse
from django.test import Client

from epreuves.axe import ADMINISTRATION, PARTIES, a_parcourir, conclure, essai, main
from tests.architecture.droits import ANONYME, Monde
from tests.navigateur.acces import Releve, Vue, refusees


def finir(dossier, partie, *, titre="Accueil", faute=""):
    releve = Releve(motifs={f"page_{partie}"}, vues=2, passages=6)
    releve.titres[f"{titre} {partie}" if titre == "Accueil" else titre].add(f"page_{partie}")
    if faute:
        releve.fautes[faute]["accueil (agent, plein)"] = "320 px : 1 (p)"
    releve.ecrire(dossier / f"{partie}.json")


def test_seules_les_parties_sans_fin_ou_fautives_se_parcourent_encore(tmp_path):
    assert a_parcourir(tmp_path) == list(map(essai, PARTIES))
    for partie in PARTIES[:-1]:
        finir(tmp_path, partie, faute="image-alt" if partie == "3" else "")
    assert a_parcourir(tmp_path) == [essai("3"), essai(PARTIES[-1])]
    assert essai(ADMINISTRATION).endswith("::test_l_administration_devant_axe[chromium]")


def test_le_tout_se_dit_quand_chaque_partie_a_fini_sans_faute(tmp_path, capsys):
    for partie in PARTIES:
        finir(tmp_path, partie)
    assert conclure(tmp_path) == 0
    n = len(PARTIES)
    assert f"{n} adresses, {2 * n} pages, {6 * n} passages, 0 fautes" in capsys.readouterr().out


def test_une_partie_qui_manque_une_faute_un_titre_partage_se_voient(tmp_path, capsys):
    """Negative control."""
    for partie in PARTIES[1:]:
        finir(tmp_path, partie)
    assert conclure(tmp_path) == 1
    assert "pas finies : administration" in capsys.readouterr().out
    finir(tmp_path, ADMINISTRATION, faute="image-alt")
    assert conclure(tmp_path) == 1
    assert "image-alt : 1\n    accueil (agent, plein), 320 px : 1 (p)" in capsys.readouterr().out
    finir(tmp_path, ADMINISTRATION, titre="Seul")
    finir(tmp_path, "0", titre="Seul")
    assert conclure(tmp_path) == 1
    assert "un titre pour 2 adresses : Seul (page_0, page_administration)" in capsys.readouterr().out


@pytest.mark.django_db
def test_un_refus_se_reprend_par_la_page_de_son_formulaire(tmp_path):
    """It answers at another act's address, under which no walk of its page would come to it; its own page keeps its."""
    monde, releve = Monde({}, {ANONYME: Client()}), Releve()
    for page in ("verifier", "account_login"):
        envoi = '<form method="post" action="/compte/login/"><input name="login"></form>'
        [refus] = refusees(monde, Vue(page, ANONYME, f"/{page}/", HttpResponse(envoi)))
        releve.noter("image-alt", refus, "320 px", "1 (p)")
    releve.noter("image-alt", Vue("accueil", ANONYME, "/", HttpResponse()), "320 px", "1 (p)")
    releve.ecrire(tmp_path / "0.json")
    lu = Releve.lire(tmp_path / "0.json")
    assert lu.a_reprendre == ("accueil", "account_login", "verifier")
    assert "account_login depuis verifier (anonyme, refusé), 320 px : 1 (p)" in str(lu)


@pytest.mark.parametrize("choix", [("--adresses", "agenda"), ("--roles", "agent")])
def test_un_parcours_de_quelques_pages_ne_se_garde_pas_pour_l_entier(tmp_path, capsys, choix):
    """It would be told ended, and the others never walked."""
    with pytest.raises(SystemExit):
        main([*choix, "--dossier", str(tmp_path)])
    assert "sans --adresses ni --roles" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert conclure(tmp_path, choisies=True) == 1
    assert "--dossier" not in capsys.readouterr().out
