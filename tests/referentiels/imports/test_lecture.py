"""Our fictitious documents, and the same ones damaged in the ways real ones are."""

import random
from collections import Counter
from datetime import date

import pytest

from referentiels.imports.bilan import mots_de_la_source, mots_du_resultat
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import DocumentRefuse, ReferentielLu, refus_en_json

CLES = {
    "accepte",
    "type",
    "prefixe",
    "annee",
    "mois",
    "departements",
    "numero",
    "suffixe",
    "niveau",
    "categorie",
    "date_gtp",
    "intitule",
    "identification",
    "mission",
    "activites",
    "environnement",
    "interactions",
    "evolutions",
    "modalites",
    "conditions_admission",
    "blocs",
    "doutes",
}


def lire(texte: str) -> ReferentielLu:
    return lire_referentiel(texte.encode())


@pytest.fixture(scope="module")
def texte(octets_fictifs: bytes) -> str:
    return octets_fictifs.decode()


@pytest.fixture(scope="module")
def texte_ccpm(octets_ccpm: bytes) -> str:
    return octets_ccpm.decode()


def contenu(lu: ReferentielLu) -> list[str]:
    return list(lu.textes())


def test_cqpm_fictif(fictif: ReferentielLu) -> None:
    assert (fictif.type, fictif.prefixe, fictif.annee, fictif.numero, fictif.suffixe) == (
        "CQPM",
        "CQPM",
        2024,
        "9001",
        "R",
    )
    assert (fictif.niveau, fictif.date_gtp, fictif.doutes) == (4, date(2024, 3, 12), ())
    assert "fictif" in fictif.intitule
    assert [(b.numero, len(b.connaissances), len(b.competences)) for b in fictif.blocs] == [
        ("BDC9001", 5, 2),
        ("BDC9002", 4, 2),
        ("BDC9003", 3, 2),
    ]
    assert [activite.intitule for activite in fictif.activites] == [bloc.intitule for bloc in fictif.blocs]
    familles = [elements for c in fictif.competences for _, elements in c.criteres.familles()]
    assert (len(familles), min(len(elements) for elements in familles)) == (24, 1)
    assert [element.texte for element in fictif.competences[2].criteres.contraintes] == [
        "Les consignes propres aux poudres métalliques sont appliquées, notamment :",
        "le port du masque et des gants adaptés ;",
        "la mise à la terre des contenants ;",
        "la collecte des poudres usées dans le circuit prévu.",
    ]


def test_ccpm_fictif(ccpm: ReferentielLu) -> None:
    """Annexe 2: no activity, no bloc, no condition, results under their own heading."""
    assert (ccpm.type, ccpm.annee, ccpm.numero, ccpm.date_gtp) == ("CCPM", 2023, "9101", date(2023, 11, 14))
    assert (ccpm.activites, ccpm.environnement, ccpm.interactions) == ((), None, None)
    assert ccpm.mission is not None
    assert ccpm.mission.startswith("Le (la) titulaire de la certification a pour mission de déplacer")
    assert [(bloc.numero, bloc.intitule, bloc.connaissances) for bloc in ccpm.blocs] == [(None, None, ())]
    assert [competence.intitule for competence in ccpm.competences] == [
        "Préparer une opération de levage",
        "Conduire le pont roulant et déplacer une charge",
        "Rendre compte de l’état du pont et des accessoires",
    ]
    assert [competence.conditions for competence in ccpm.competences] == [(), (), ()]
    assert [element.texte for element in ccpm.competences[2].resultats] == [
        "Les anomalies relevées sont exactes et complètes.",
        "Le pont est laissé crochet haut, sans charge, au lieu de garage.",
    ]
    assert [modalite.nature for modalite in ccpm.modalites] == ["observation", "questionnement"]
    assert ccpm.doutes == ()


@pytest.mark.parametrize("document", ["fictif", "ccpm"])
def test_conservation(document: str, request: pytest.FixtureRequest) -> None:
    lu = request.getfixturevalue(document)
    octets = request.getfixturevalue({"fictif": "octets_fictifs", "ccpm": "octets_ccpm"}[document])
    assert Counter(mots_de_la_source(octets.decode())) == Counter(mots_du_resultat(lu))


# ---- the same content, printed otherwise


def test_numeros_de_chapitre_perdus(texte: str, fictif: ReferentielLu) -> None:
    """Headings are known by their words, whatever stands before them."""
    for numero, autre in (("1.1. ", ""), ("1.2. ", "I. "), ("1.3. ", "### 7) "), ("2. COND", "COND"), ("A) ", "")):
        texte = texte.replace(numero, autre)
    assert contenu(lire(texte)) == contenu(fictif)


def test_capitales_et_accents_des_titres(texte: str, fictif: ReferentielLu) -> None:
    for avant, apres in (
        ("REFERENTIEL DE COMPETENCES", "**Référentiel de compétences**"),
        ("REFERENTIEL D’EVALUATIONS", "RÉFÉRENTIEL D'ÉVALUATION"),
        ("MODALITES D’EVALUATION", "Modalités d’évaluation"),
    ):
        texte = texte.replace(avant, apres)
    assert contenu(lire(texte)) == contenu(fictif)


def test_entete_sur_une_ligne(texte: str, fictif: ReferentielLu) -> None:
    debut, fin = texte.index("Qualification"), texte.index("REFERENTIEL DU CQPM")
    entete = "Qualification : MQ 96 11 76/35 9001 Niveau : 4 Catégorie : C* Dernière modification : 10/09/20\n\n"
    lu = lire(texte[:debut] + entete + texte[fin:])
    assert (lu.prefixe, lu.annee, lu.mois, lu.departements, lu.numero) == ("MQ", 1996, 11, ("76", "35"), "9001")
    assert (lu.niveau, lu.categorie, lu.date_gtp) == (4, "C*", date(2020, 9, 10))
    assert contenu(lu) == contenu(fictif)
    assert [doute.quoi for doute in lu.doutes] == [
        "année écrite sur deux chiffres : « 96 » lu 1996",
        "année écrite sur deux chiffres : « 10/09/20 » lu 10/09/2020",
    ]


def test_entete_valeur_a_la_ligne_et_titre_sur_deux_lignes(texte: str, fictif: ReferentielLu) -> None:
    texte = texte.replace("Niveau : 4", "Niveau :\n\n4")
    texte = texte.replace("fabrication additive métallique (fictif)**", "fabrication additive\nmétallique (fictif)**")
    lu = lire(texte)
    assert (lu.niveau, lu.intitule) == (4, fictif.intitule)


@pytest.mark.parametrize(
    ("avant", "apres", "champ", "doute"),
    [
        ("Niveau : 4", "Niveau : quatre", "niveau", "« quatre » est illisible : champ laissé vide"),
        ("12 mars 2024", "31/02/2024", "date_gtp", "« 31/02/2024 » est illisible : champ laissé vide"),
        ("Niveau : 4", "Niveau : 4\n\nCatégorie : E", "categorie", "« E » est illisible : champ laissé vide"),
    ],
)
def test_champ_illisible_laisse_vide_et_dit(texte: str, avant: str, apres: str, champ: str, doute: str) -> None:
    lu = lire(texte.replace(avant, apres))
    assert getattr(lu, champ) is None
    assert doute in [d.quoi for d in lu.doutes]


def test_cellule_sur_plusieurs_lignes(texte: str, fictif: ReferentielLu) -> None:
    texte = texte.replace("BDC9001 La préparation d’une", "BDC9001 La préparation\nd’une")
    texte = texte.replace("<p>2. Établir le dossier de fabrication</p>", "<p>2. Établir le dossier\nde fabrication</p>")
    texte = texte.replace(
        "</p> <p>Le fichier de fabrication est accepté", "</p>\n<p>Le fichier de fabrication est accepté"
    )
    assert contenu(lire(texte)) == contenu(fictif)


def test_cellules_vides_de_fin_de_ligne_perdues(texte: str, fictif: ReferentielLu) -> None:
    """An editor that trims trailing blanks takes the empty cells away: read as empty, and said."""
    lu = lire("\n".join(ligne.rstrip("\t") for ligne in texte.split("\n")))
    assert contenu(lu) == contenu(fictif)
    assert {doute.quoi.split(" : ")[1] for doute in lu.doutes} == {"cellules manquantes, lues vides"}


def test_tableau_coupe_par_une_page(texte: str, fictif: ReferentielLu) -> None:
    """Header row and competence printed again, then a cut without any header."""
    entete = (
        "Compétences professionnelles\tConditions de réalisation\tCritères mesurables et "
        "observables\tRésultats attendus\n"
    )
    moyens = "\t\t<p><u>En matière de moyens utilisés :</u></p> <p>L’outillage"
    assert moyens in texte
    repete = texte.replace(
        moyens, f"\n{entete}5. Parachever les pièces fabriquées{moyens[1:].replace(chr(9), chr(9) * 2, 1)}", 1
    )
    assert contenu(lire(repete)) == contenu(fictif)
    assert contenu(lire(texte.replace(moyens, f"\n{moyens}", 1))) == contenu(fictif)


def test_familles_sans_soulignement_ni_paragraphe(texte: str, fictif: ReferentielLu) -> None:
    """All four families on one line of text."""
    for balise in ("<u>", "</u>", "<hr/> "):
        texte = texte.replace(balise, "")
    assert contenu(lire(texte)) == contenu(fictif)
    aplati = texte.replace("</p> <p>En matière de", " En matière de")
    mots_plats = [mot for t in contenu(lire(aplati)) for mot in t.split()]
    assert mots_plats == [mot for t in contenu(fictif) for mot in t.split()]


def test_competence_presque_pareille_rapprochee_et_dite(texte: str) -> None:
    lu = lire(texte.replace("5. Parachever les pièces fabriquées\t", "5. Parachever les pièces fabriqées\t"))
    assert [doute.quoi for doute in lu.doutes] == [
        "« Parachever les pièces fabriqées » rapproché de « Parachever les pièces fabriquées » malgré une différence"
    ]
    assert "5. Parachever les pièces fabriqées" in [ecarte.texte for ecarte in lu.ecartes]


def test_texte_inconnu_ecarte_et_dit(texte: str) -> None:
    lu = lire(texte.replace("REFERENTIEL D’EVALUATIONS\n", "REFERENTIEL D’EVALUATIONS\n\nVoir la notice interne.\n"))
    assert [(e.ou, e.texte) for e in lu.ecartes if e.motif == "non rangé"] == [
        ("Référentiel d’évaluations", "Voir la notice interne.")
    ]
    assert [doute.ou for doute in lu.doutes] == ["Référentiel d’évaluations"]


def test_famille_absente_dite(texte: str) -> None:
    lu = lire("\n".join(ligne for ligne in texte.split("\n") if "L’outillage de retrait" not in ligne))
    assert [doute.quoi for doute in lu.doutes] == ["aucun critère en matière de moyens utilisés"]


# ---- what cannot be understood is named, and nothing is kept


@pytest.mark.parametrize(
    ("avant", "apres", "ou", "lu"),
    [
        (
            "Blocs de compétences\tCompétences professionnelles\tConnaissances associées",
            "Domaines\tSavoirs\tNotes",
            "Référentiel de compétences, tableau de la ligne 59",
            "un tableau dont l’en-tête n’est pas reconnu, « Domaines | Savoirs | Notes »",
        ),
        (
            "\t2. Établir le dossier de fabrication\t",
            "\t2. Établir le dossier de fabrication\t\tx",
            "Tableau de la ligne 59, sous « Pour cela, il (elle) doit être capable de : », ligne 61",
            "4 cellules, « 2. Établir le dossier de fabrication x »",
        ),
        (
            "5. Parachever les pièces fabriquées\t<p>",
            "5. Souder à l’arc\t<p>",
            "Référentiel d’évaluations, tableau de la ligne 89, ligne 90",
            "la compétence « Souder à l’arc »",
        ),
        (
            "<p><u>En matière de méthodes utilisées :</u></p> <p>Les zones critiques",
            "<p>Les zones critiques",
            "Référentiel d’évaluations, tableau de la ligne 71, ligne 72",
            "le critère « Les zones critiques",
        ),
        (
            "BDC9003 Le parachèvement",
            "BDC9001 Le parachèvement",
            "Référentiel de compétences, tableau de la ligne 59, ligne 64",
            "le bloc BDC9001 une deuxième fois",
        ),
        ("Titre du CQPM : **Technicien en fabrication additive métallique (fictif)**", "", "En-tête", "aucun titre"),
        (
            "<p>Toutes les zones",
            "<script>alert(1)</script><p>Toutes les zones",
            (
                "Tableau de la ligne 71, sous « 1.1. Conditions de réalisation et d’évaluation des compétences "
                "professionnelles selon les… », ligne 72"
            ),
            "la balise <script>",
        ),
    ],
)
def test_refus(texte: str, avant: str, apres: str, ou: str, lu: str) -> None:
    assert avant in texte
    with pytest.raises(DocumentRefuse) as refus:
        lire(texte.replace(avant, apres, 1))
    assert refus.value.ou == ou
    assert refus.value.lu.startswith(lu)
    assert refus.value.attendu


def test_competence_sans_evaluation_refusee(texte: str) -> None:
    debut = texte.index("Compétences professionnelles\tConditions", texte.index("5. Parachever"))
    with pytest.raises(DocumentRefuse) as refus:
        lire(texte[:debut] + texte[texte.index("1.2. MODALITES") :])
    assert refus.value.lu == "aucune évaluation pour : Contrôler la conformité des pièces et rendre compte"


def test_document_tronque_refuse(texte: str) -> None:
    """Cut anywhere before its end, the text is refused or its gaps are said: never silently short."""
    for coupe in range(0, texte.index("2. CONDITIONS D’ADMISSIBILITE"), 997):
        try:
            lu = lire(texte[:coupe])
        except DocumentRefuse:
            continue
        assert lu.doutes, coupe


def test_texte_abime_au_hasard_refuse_ou_lu_sans_perte(texte: str) -> None:
    """Whatever the damage: a clear refusal, or a reading that lost nothing. Never another error."""
    hasard = random.Random(20)  # noqa: S311
    bouts = [
        "\t",
        "\n",
        "\n\n",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "•",
        "- ",
        "*",
        "**",
        "<",
        "&amp;",
        "1. ",
        "BDC9001 ",
        "x",
    ]
    lus, refuses = 0, []
    for _ in range(200):
        abime = texte
        for _ in range(hasard.randint(1, 4)):
            debut = hasard.randrange(len(abime))
            fin = debut + hasard.choice([0, 0, 1, 5, 80])
            abime = abime[:debut] + hasard.choice(bouts) * hasard.randint(0, 3) + abime[fin:]
        try:
            lu = lire(abime)
        except DocumentRefuse as refus:
            refuses.append((refus.ou, refus.lu, refus.attendu))
            continue
        lus += 1
        # Letter by letter: two halves of a word may have become one.
        assert Counter("".join(mots_de_la_source(abime))) == Counter("".join(mots_du_resultat(lu)))
    assert lus > 50
    assert all(all(parts) for parts in refuses)


def test_ccpm_sans_competence_refuse(texte_ccpm: str) -> None:
    with pytest.raises(DocumentRefuse) as refus:
        lire("\n".join(ligne for ligne in texte_ccpm.split("\n") if not ligne.startswith("**Compétence")))
    assert refus.value.lu == "aucune compétence"


# ---- JSON


def test_json_accepte(fictif: ReferentielLu) -> None:
    objet = fictif.en_json()
    assert set(objet) == CLES
    assert (objet["accepte"], objet["numero"], objet["date_gtp"], objet["categorie"]) == (
        True,
        "9001",
        "2024-03-12",
        None,
    )
    competence = objet["blocs"][0]["competences"][0]
    assert set(competence) == {"intitule", "conditions", "criteres", "resultats"}
    assert set(competence["criteres"]) == {"methodes", "moyens", "liens", "contraintes"}
    assert competence["resultats"][1] == "Toutes les zones critiques de la pièce sont traitées."


def test_json_refuse() -> None:
    objet = refus_en_json(DocumentRefuse(ou="Fichier", lu="un document PDF", attendu="un texte"))
    assert set(objet) == CLES
    assert (objet["accepte"], objet["type"], objet["blocs"]) == (False, None, [])
    assert objet["doutes"] == [{"ou": "Fichier", "quoi": "Lu : un document PDF. Attendu : un texte."}]
