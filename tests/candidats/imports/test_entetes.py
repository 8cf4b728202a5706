"""Which column each header names: the strongest wins, two candidates are asked, another subject's never feeds."""

import pytest

from candidats.imports.entetes import chercher_entete


def lire(*titres: str, dessus: tuple[str, ...] = (), memoire: dict[str, str] | None = None):
    """Header -> (column, certain, doubtful)."""
    lignes = [list(dessus)] if dessus else []
    entete = chercher_entete([*lignes, list(titres), ["x"] * len(titres)], memoire or {})
    return [(titre.texte, titre.cle, titre.sur, bool(titre.doute)) for titre in entete.titres]


@pytest.mark.parametrize("titres", [("Nom", "Nom de naissance", "Prénom"), ("Nom de naissance", "Prénom", "Nom")])
def test_le_titre_exact_l_emporte_ou_qu_il_soit_et_l_autre_est_demande(titres):
    lus = {texte: reste for texte, *reste in lire(*titres)}
    assert lus == {
        "Nom de naissance": ["nom_naissance", False, True],
        "Nom": ["nom_usage", False, True],
        "Prénom": ["prenom", True, False],
    }


@pytest.mark.parametrize(
    ("titres", "demandes"),
    [
        (("Nom", "Nom de jeune fille"), {"Nom": "nom_usage", "Nom de jeune fille": "nom_naissance"}),
        (("Nom de famille", "Nom patronymique"), {"Nom de famille": "nom_naissance", "Nom patronymique": "nom_usage"}),
        (("Nom", "Prénom", "Prénom 1"), {"Prénom": "prenom", "Prénom 1": ""}),
        (("Nom", "Téléphone", "Portable"), {"Téléphone": "telephone", "Portable": ""}),
        (("Nom", "Date de naissance", "Né(e) le"), {"Date de naissance": "date_naissance", "Né(e) le": ""}),
    ],
)
def test_deux_titres_pour_une_colonne_sont_demandes(titres, demandes):
    assert {texte: cle for texte, cle, _, doute in lire(*titres) if doute} == demandes


def test_nom_et_nom_d_epouse_sont_deux_noms():
    assert lire("Nom", "Nom d’épouse") == [
        ("Nom", "nom_naissance", True, False),
        ("Nom d’épouse", "nom_usage", True, False),
    ]


@pytest.mark.parametrize("ambigu", ["Pays", "Département", "Dpt", "Code INSEE"])
def test_ce_qui_suit_une_adresse_est_de_la_residence(ambigu):
    """Left aside, without a question: nothing here is filled by it."""
    assert lire("Nom", "Adresse", "CP", "Ville", ambigu)[-1] == (ambigu, "", False, False)
    assert lire("Nom", "Ville", "Département", "Pays")[2:] == [
        ("Département", "", False, False),
        ("Pays", "", False, False),
    ]


def test_ce_qui_suit_un_lieu_de_naissance_est_de_la_naissance():
    assert lire("Nom", "Ville de naissance", "Département", "Pays", "Mail")[2:4] == [
        ("Département", "departement_naissance", True, False),
        ("Pays", "pays_naissance", True, False),
    ]


@pytest.mark.parametrize("titres", [("Pays", "Nom"), ("Nom", "Prénom", "Pays"), ("Nom", "Date de naissance", "Pays")])
def test_un_pays_qui_ne_dit_pas_duquel_il_parle_est_demande(titres):
    assert ("Pays", "pays_naissance", False, True) in lire(*titres)


def test_une_adresse_a_droite_de_l_employeur_est_demandee():
    lus = lire("Nom", "Employeur", "Adresse", "CP", "Ville")
    assert [cle for _, cle, _, doute in lus if doute] == [
        "entreprise_adresse",
        "entreprise_code_postal",
        "entreprise_ville",
    ]
    assert lire("Nom", "Employeur", "Adresse employeur", "Adresse")[3] == ("Adresse", "adresse", True, False)


@pytest.mark.parametrize(
    "titre",
    [
        "Nom de la mère",
        "Date de naissance du conjoint",
        "Prénom du père",
        "Pays de résidence",
        "Département de résidence",
    ],
)
def test_le_sujet_d_un_autre_ne_remplit_rien(titre):
    assert lire("Nom de naissance", titre)[1] == (titre, "", False, False)


def test_sous_un_groupe_un_titre_parle_du_groupe():
    lus = lire("Nom", "Prénom", "Nom", "Mail", "Nom", "Ville", dessus=("", "", "Tuteur", "", "Entreprise", ""))
    assert [cle for _, cle, _, _ in lus] == [
        "nom_naissance",
        "prenom",
        "tuteur_nom",
        "tuteur_courriel",
        "entreprise_raison_sociale",
        "entreprise_ville",
    ]


def test_ce_qui_fut_repondu_n_est_plus_demande():
    memoire = {"nom": "nom_usage", "pays": "", "portable": ""}
    lus = lire("Nom", "Nom de naissance", "Pays", "Téléphone", "Portable", memoire=memoire)
    assert [(cle, doute) for _, cle, _, doute in lus] == [
        ("nom_usage", False),
        ("nom_naissance", False),
        ("", False),
        ("telephone", False),
        ("", False),
    ]


@pytest.mark.parametrize(
    ("gauche", "demandes"),
    [
        (("Tuteur", "Fonction", "Téléphone", "Mail"), {"Téléphone": "", "Mail": "tuteur_courriel"}),
        (("Supérieur hiérarchique", "Mail"), {"Mail": "superieur_courriel"}),
        (("Raison sociale", "Téléphone", "Mail"), {"Téléphone": "", "Mail": ""}),
        (("Raison sociale", "Service", "Portable"), {"Portable": ""}),
        (("Formateurs", "Mail"), {"Mail": ""}),
        (("Formateurs", "Téléphone"), {"Téléphone": ""}),
        (("Parent", "Mail"), {"Mail": ""}),
        (("Personne à prévenir", "Téléphone"), {"Téléphone": ""}),
        (("Responsable légal", "Email"), {"Email": ""}),
        (("Contact", "Mail"), {"Mail": ""}),
        (("OPCO", "Mail"), {"Mail": ""}),
        (("CFA", "Mail"), {"Mail": ""}),
        (
            ("Raison sociale", "Effectif", "Adresse", "CP", "Ville"),
            {"Adresse": "entreprise_adresse", "CP": "entreprise_code_postal", "Ville": "entreprise_ville"},
        ),
        (("Commune de naissance", "Code postal"), {"Code postal": ""}),
        (("Date de naissance", "Ville", "Code postal"), {"Ville": "commune_naissance", "Code postal": ""}),
        (("Commune de naissance", "Ville"), {"Ville": ""}),
    ],
)
def test_un_titre_nu_a_droite_d_un_autre_sujet_est_demande(gauche, demandes):
    """A title that names nothing here does not end what stood before it."""
    lus = lire("Nom", "Prénom", *gauche)
    assert {texte: cle for texte, cle, _, doute in lus if doute} == demandes


@pytest.mark.parametrize(
    "titres",
    [
        ("Tuteur", "Nom", "Mail", "Téléphone"),
        ("Tuteur", "Mail candidat"),
        ("Entreprise", "Ville de résidence", "CP"),
        ("Date de naissance", "Adresse", "CP", "Ville"),
        ("Commune de naissance", "Téléphone", "Mail"),
        ("Commune de naissance", "Adresse", "CP", "Ville"),
        ("Tuteur", "Courriel du tuteur", "Courriel"),
        ("Prénom", "Formateurs", "Courriel"),
    ],
)
def test_un_titre_du_candidat_n_est_pas_demande(titres):
    assert [texte for texte, _, sur, doute in lire(*titres) if doute or not sur] == []


def test_un_groupe_qui_n_est_pas_ferme_ne_prend_pas_les_titres_qui_se_suffisent():
    titres = ("Nom", "Raison sociale", "Supérieur hiérarchique", "Courriel du tuteur", "Financements", "Téléphone")
    assert lire(*titres, dessus=("Candidat", "Entreprise", "", "", "", "")) == [
        ("Nom", "nom_naissance", True, False),
        ("Raison sociale", "entreprise_raison_sociale", True, False),
        ("Supérieur hiérarchique", "superieur_nom", True, False),
        ("Courriel du tuteur", "tuteur_courriel", True, False),
        ("Financements", "financements", True, False),
        ("Téléphone", "", False, False),
    ]


@pytest.mark.parametrize(("longueur", "montre"), [(40, "a" * 40), (41, "a" * 39 + "…")])
def test_un_exemple_coupe_le_dit(longueur, montre):
    lignes = [["Nom de naissance", "Prénom"], ["a" * longueur, "x"]]
    entete = chercher_entete(lignes, {})
    assert [titre.exemple for titre in entete.titres] == [montre, "x"]
