"""What is found of a workbook, gathered by kind."""

from candidats.imports.groupes import NUMEROS_MONTRES, grouper, groupes_de
from tests.candidats.classeur import classeur, controle, ligne, martin


def groupes(*lignes, bloquantes: bool = True, au_depot: bool = False):
    rapport = controle(classeur(*lignes))
    return grouper(rapport.anomalies(bloquantes=bloquantes, au_depot=au_depot))


def test_un_mot_inconnu_est_une_seule_question():
    lignes = [ligne(nom_naissance=martin(n), origine="Alternant" if n % 2 else "ALTERNANT ") for n in range(10)]
    (seul,) = groupes(*lignes)
    assert (seul.nombre, seul.champ, seul.ensemble, seul.retenu) == (10, "e-2-origine", True, True)
    assert seul.numeros == "2, 3, 4, 5, 6, 7, 8, 9…"
    assert seul.a_detailler
    apart = seul.un_par_un()
    assert [(un.nombre, un.retenu, un.champ) for un in apart[:2]] == [
        (1, False, "c-2-origine"),
        (1, False, "c-3-origine"),
    ]


def test_autant_de_lignes_que_l_on_montre_se_comptent_toutes():
    lignes = [ligne(nom_naissance=martin(n), origine="?") for n in range(NUMEROS_MONTRES)]
    assert groupes(*lignes)[0].numeros == "2, 3, 4, 5, 6, 7, 8, 9"


def test_ce_qui_est_d_une_personne_se_demande_une_personne_apres_l_autre():
    lignes = [ligne(nom_naissance=martin(n), date_naissance="hier") for n in range(2)]
    seules = groupes(*lignes)
    assert [(groupe.champ, groupe.ensemble, groupe.a_detailler) for groupe in seules] == [
        ("c-2-date_naissance", False, False),
        ("c-3-date_naissance", False, False),
    ]


def test_ce_qui_est_d_une_entreprise_se_demande_entreprise_par_entreprise():
    lignes = [
        ligne(nom_naissance=martin(n), entreprise_raison_sociale=nom, entreprise_code_nace=None)
        for n, nom in enumerate(["Méca Ouest", "Forges", "Méca Ouest"])
    ]
    trouves = groupes(*lignes, bloquantes=False, au_depot=True)
    assert [(groupe.anomalie.de_qui, groupe.nombre) for groupe in trouves] == [("Méca Ouest", 2), ("Forges", 1)]


def test_un_mot_compris_qu_une_regle_refuse_n_est_pas_retenu():
    """FINANCEMENT-OUVERT: CPE is understood; it is closed, on these lines."""
    (ferme,) = groupes(*(ligne(nom_naissance=martin(n), financements="CPE") for n in range(2)))
    assert (ferme.ensemble, ferme.retenu) == (True, False)


def test_un_mot_seul_se_retient_aussi():
    rapport = controle(classeur(ligne(origine="Alternant"), ligne(nom_naissance="Bihan", sexe=None)))
    assert {nom: groupe.nombre for nom, groupe in groupes_de(rapport).items()} == {"e-2-origine": 1}


def test_ce_qui_n_appelle_pas_de_reponse_n_en_offre_pas():
    lignes = [ligne(nom_naissance=martin(n), courriel=None) for n in range(3)]
    (sans_courriel,) = groupes(*lignes, bloquantes=False)
    assert (sans_courriel.nombre, sans_courriel.ensemble) == (3, False)
    assert sans_courriel.a_detailler  # each has a mail of their own


def test_un_signe_n_est_pas_un_mot_a_retenir():
    """« ? », « - » and what is not of our alphabet have no key: explained once, each would stand for the others."""
    un, autre = groupes(*(ligne(nom_naissance=martin(n), origine=signe) for n, signe in enumerate("?-?")))
    assert [(un.nombre, un.ensemble, un.retenu), (autre.nombre, autre.retenu)] == [(2, True, False), (1, False)]


def test_un_mot_dont_on_doute_n_est_pas_a_retenir():
    """« CDI ? » explained would change what « CDI » means."""
    (doute,) = groupes(ligne(origine="CDI ?"))
    assert (doute.anomalie.lu, doute.retenu, doute.champ) == ("CDI ?", False, "c-2-origine")
