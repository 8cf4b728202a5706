"""The walk before axe is taken up again where it ended, and its parts are told as one."""

from epreuves.axe import ADMINISTRATION, PARTIES, a_parcourir, conclure, essai
from tests.navigateur.acces import Releve


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
