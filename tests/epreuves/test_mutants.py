"""The faults a trial sows, and a small seeded sample of it run for good."""

import pytest

from epreuves import mutants
from epreuves.securite import GARDES
from epreuves.semis import fautes

SOURCE = '''
"""A docstring of 15 words."""
LIMITE = Delai(code="X", jours=15, source=dispositif(partie=2))


def peut(personne: int = 3, *, ouverte: bool) -> bool:
    """Not 4 of them."""
    if not ouverte and personne < LIMITE or personne == 0:
        return True
    return f"{personne - 1}" if personne in (1, 2) else False
'''


def test_chaque_faute_change_une_expression_et_une_seule():
    trouvees = [f"{faute.avant} → {faute.apres}" for faute in fautes(SOURCE)]
    assert trouvees == [
        "15 → 16",
        "3 → 4",
        "not ouverte and personne < LIMITE or personne == 0 → (not ouverte and personne < LIMITE) and personne == 0",
        "not ouverte and personne < LIMITE or personne == 0 → personne == 0",
        "not ouverte and personne < LIMITE or personne == 0 → not ouverte and personne < LIMITE",
        "not ouverte and personne < LIMITE → not ouverte or personne < LIMITE",
        "not ouverte and personne < LIMITE → personne < LIMITE",
        "not ouverte and personne < LIMITE → not ouverte",
        "not ouverte → ouverte",
        "personne < LIMITE → personne <= LIMITE",
        "personne == 0 → personne != 0",
        "0 → 1",
        "True → False",
        "f'{personne - 1}' if personne in (1, 2) else False → f'{personne - 1}'",
        "f'{personne - 1}' if personne in (1, 2) else False → False",
        "personne in (1, 2) → personne not in (1, 2)",
        "1 → 2",
        "2 → 3",
        "False → True",
    ]
    assert [f"{faute.avant} → {faute.apres}" for faute in fautes("x = a if ouverte else b")] == [
        "a if ouverte else b → a",
        "a if ouverte else b → b",
        "ouverte → not ouverte",
    ]


def test_une_faute_laisse_le_reste_de_la_source():
    for faute in fautes(SOURCE):
        compile(faute.source, "essai", "exec")
        assert faute.source.count("def peut") == 1
    assert len({faute.source for faute in fautes(SOURCE)}) == len(fautes(SOURCE))


@pytest.mark.parametrize("garde", GARDES, ids=str)
def test_chaque_garde_a_oter_est_la_et_ses_essais_aussi(garde):
    """A file that moves, a line written otherwise: the trial would stop there, the night it is played."""
    compile(garde.source, garde.chemin, "exec")
    for essai in garde.tests.split():
        chemin, _, nom = essai.partition("::")
        assert f"def {nom.partition('[')[0]}(" in (mutants.RACINE / chemin).read_text() if nom else True
        assert (mutants.RACINE / chemin).exists()


def test_le_meme_tirage_pour_la_meme_graine():
    toutes = mutants.semees(["certif_portal/commun/regles.py", "jurys/permissions.py"])
    tirees = mutants.tirer(toutes, 10, 1)
    assert (len(tirees), tirees) == (10, mutants.tirer(toutes, 10, 1))
    assert tirees != mutants.tirer(toutes, 10, 2)
    assert mutants.tirer(toutes, 10_000, 1) == toutes


def test_un_test_trop_long_se_continue_a_cote():
    dossier = "tests/candidats/regles"
    suites = ("lieu", "lieu_code", "lieu_etranger")
    assert mutants.essais("candidats/regles/lieu.py") == [f"{dossier}/test_{suite}.py" for suite in suites]
    assert mutants.essais("candidats/regles/dates.py") == [f"{dossier}/test_dates.py"]


@pytest.mark.timeout(300)
def test_un_echantillon_de_fautes_est_vu(tmp_path):
    """The real machinery on a fault of each of two files; the trial counts what its test does not see."""
    for chemin, graine in (("jurys/permissions.py", 1), ("certif_portal/commun/regles.py", 3)):
        [semee] = mutants.tirer(mutants.semees([chemin]), 1, graine)
        assert mutants.eprouver(semee, str(tmp_path)) == mutants.VUE, semee
    semee = mutants.semees(["jurys/permissions.py"])[0]
    neutre = mutants.Semee("referentiels/permissions.py", 0, semee.faute)
    assert mutants.bilan([(semee, mutants.VUE), (neutre, mutants.SURVIT)]) == (1, [neutre])
