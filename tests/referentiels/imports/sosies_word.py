"""Word documents that look like those of the branch, made by python-docx in the ways real ones are made."""

import io
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.referentiels.imports.contenu import (
    AVIS,
    COLONNES,
    COLONNES_BLOCS,
    COMMISSION,
    MISE_EN_OEUVRE,
    TITRES_FAMILLES,
    competences,
)


@dataclass(frozen=True)
class Facon:
    """How the document is made."""

    entete: str = "lignes"  # lignes | une_ligne | tableau | haut_de_page | colonnes
    titre_coupe: bool = False
    familles: str = "rangees"  # rangees | une_cellule
    souligne: bool = True
    puces: str = "liste"  # liste | tapees
    un_tableau_par_competence: bool = False
    entete_repete: bool = False
    coupe: str = ""  # "" | avec_entete | sans_entete | phrase
    numeros: str = "tapes"  # tapes | automatiques
    grille_fine: bool = False
    titre_dans_le_tableau: bool = False
    contraintes: str = TITRES_FAMILLES["contraintes"]


def enregistrer(fichier: Any) -> bytes:
    sortie = io.BytesIO()
    fichier.save(sortie)
    return sortie.getvalue()


def fabriquer(contenu: dict[str, Any], facon: Facon = Facon()) -> bytes:
    return enregistrer(document(contenu, facon))


def document(contenu: dict[str, Any], facon: Facon = Facon()) -> Any:
    fichier = docx.Document()
    _entete(fichier, contenu, facon)
    if contenu["type"] == "CQPM":
        _activites(fichier, contenu, facon)
        _blocs(fichier, contenu, facon)
        fichier.add_paragraph("3. REFERENTIEL D’EVALUATIONS")
        fichier.add_paragraph(
            "3.1. Conditions de réalisation et d’évaluation des compétences professionnelles selon les critères "
            "mesurables, observables et les résultats attendus"
        )
        _evaluations(fichier, contenu, facon)
    else:
        _ccpm(fichier, contenu)
        _evaluations(fichier, contenu, facon)
    _modalites(fichier, contenu)
    fichier.add_paragraph("4. CONDITIONS D’ADMISSIBILITE")
    _textes(fichier, contenu["conditions_admission"])
    return fichier


def _numero(contenu: dict[str, Any]) -> str:
    morceaux = (contenu["prefixe"], contenu["annee"], contenu["numero"], contenu["suffixe"])
    return contenu.get("imprime") or " ".join(str(m) for m in morceaux if m)


def _entete(fichier: Any, contenu: dict[str, Any], facon: Facon) -> None:
    commission = "Commission paritaire nationale de l’emploi et de la formation professionnelle de la métallurgie"
    libelle = "Qualification" if contenu["type"] == "CQPM" else "Certification professionnelle"
    annee, mois, jour = contenu["date_gtp"].split("-")
    champs = [(libelle, _numero(contenu))]
    champs += [("Niveau", str(contenu["niveau"]))] if contenu["niveau"] else []
    champs += [("Catégorie", contenu["categorie"])] if contenu["categorie"] else []
    champs += [("Dernière modification", f"{jour}/{mois}/{annee}")]
    lignes = [f"{nom} : {valeur}" for nom, valeur in champs]
    if facon.entete == "une_ligne":
        fichier.add_paragraph(" ".join([commission, *lignes]))
    elif facon.entete == "tableau":
        tableau = fichier.add_table(rows=1, cols=2)
        tableau.rows[0].cells[0].text = commission
        tableau.rows[0].cells[1].text = "\n".join(lignes)
    elif facon.entete == "colonnes":
        tableau = fichier.add_table(rows=len(champs), cols=2)
        for rangee, (nom, valeur) in zip(tableau.rows, champs, strict=True):
            rangee.cells[0].text, rangee.cells[1].text = f"{nom} :", valeur
    elif facon.entete == "haut_de_page":
        haut = fichier.sections[0].header
        haut.paragraphs[0].text = commission
        for ligne in lignes:
            haut.add_paragraph(ligne)
        fichier.sections[0].footer.paragraphs[0].text = "Page 1 sur 6"
    else:
        for ligne in [commission, *lignes]:
            fichier.add_paragraph(ligne)
    fichier.add_paragraph(f"REFERENTIEL DU {contenu['type']}")
    _titre(fichier, contenu, facon)


def _titre(fichier: Any, contenu: dict[str, Any], facon: Facon) -> None:
    paragraphe = fichier.add_paragraph(f"Titre du {contenu['type']} : ")
    mots = contenu["intitule"].split(" ")
    if facon.titre_coupe:
        paragraphe.add_run(" ".join(mots[:3])).bold = True
        fichier.add_paragraph().add_run(" ".join(mots[3:])).bold = True
    else:
        paragraphe.add_run(contenu["intitule"]).bold = True


def _textes(parent: Any, texte: str | None) -> None:
    for paragraphe in (texte or "").split("\n\n"):
        if paragraphe:
            parent.add_paragraph(paragraphe)


def _activites(fichier: Any, contenu: dict[str, Any], facon: Facon) -> None:
    fichier.add_heading("1. REFERENTIEL D’ACTIVITES DU CQPM", 1)
    fichier.add_heading("1.1. Mission (s) et activités visées par la certification professionnelle", 2)
    _textes(fichier, contenu["mission"])
    fichier.add_paragraph(
        "En fonction des différents contextes et/ou organisations des entreprises, les missions ou activités du "
        "titulaire portent sur :"
    )
    for activite in contenu["activites"]:
        style = "List Bullet" if facon.puces == "liste" else None
        marque = "" if facon.puces == "liste" else "• "
        fichier.add_paragraph(marque, style=style).add_run(f"{activite['intitule']} ;").italic = True
        _textes(fichier, activite["texte"])
    for titre, cle in (
        ("1.2. Environnement de travail", "environnement"),
        ("1.3. Interactions dans l’environnement de travail", "interactions"),
        ("1.4. Analyse et évolutions du métier", "evolutions"),
    ):
        if contenu[cle]:
            fichier.add_heading(titre, 2)
            _textes(fichier, contenu[cle])


def _grille(fichier: Any, colonnes: tuple[str, ...]) -> Any:
    tableau = fichier.add_table(rows=0, cols=len(colonnes))
    tableau.style = "Table Grid"
    _rangee(tableau, colonnes)
    return tableau


def _rangee(tableau: Any, textes: tuple[str, ...]) -> Any:
    rangee = tableau.add_row()
    for cellule, texte in zip(rangee.cells, textes, strict=True):
        cellule.text = texte
    return rangee


def _blocs(fichier: Any, contenu: dict[str, Any], facon: Facon) -> None:
    fichier.add_heading("2. REFERENTIEL DE COMPETENCES", 1)
    fichier.add_paragraph("Compétences et connaissances afférentes au CQPM visé :")
    fichier.add_paragraph("Pour cela, il (elle) doit être capable de :")
    tableau = _grille(fichier, COLONNES_BLOCS)
    for rang, bloc in enumerate(contenu["blocs"]):
        if rang and facon.entete_repete:
            _rangee(tableau, COLONNES_BLOCS)
        rangees = [tableau.add_row() for _ in bloc["competences"]]
        for numero, (rangee, competence) in enumerate(zip(rangees, bloc["competences"], strict=True), start=1):
            _intitule(rangee.cells[1], numero, competence["intitule"], facon, f"bloc{rang}")
        _fusionner(rangees, (0, 2))
        rangees[0].cells[0].paragraphs[0].add_run(f"{bloc['numero']} {bloc['intitule']}").bold = True
        _elements(rangees[0].cells[2], bloc["connaissances"], facon, puces=True)
    if facon.grille_fine:
        affiner(tableau)


def _intitule(cellule: Any, numero: int, intitule: str, facon: Facon, liste: str) -> None:
    if facon.numeros == "tapes":
        cellule.paragraphs[0].text = f"{numero}. {intitule}"
        return
    cellule.paragraphs[0].text = intitule
    numeroter(cellule.paragraphs[0], liste)


def _elements(cellule: Any, textes: list[str], facon: Facon, *, puces: bool = False) -> None:
    """Texts in lower case are the bullets of the text above; the first paragraph of the cell is used."""
    for texte in textes:
        puce = puces or texte[0].islower()
        if puce and facon.puces == "liste":
            paragraphe = _paragraphe(cellule)
            paragraphe.style = "List Bullet"
            paragraphe.add_run(texte)
        else:
            _paragraphe(cellule).add_run(f"• {texte}" if puce else texte)


def _paragraphe(cellule: Any) -> Any:
    dernier = cellule.paragraphs[-1]
    return dernier if not dernier.text and len(cellule.paragraphs) == 1 else cellule.add_paragraph()


def _evaluations(fichier: Any, contenu: dict[str, Any], facon: Facon) -> None:
    colonnes = COLONNES if contenu["type"] == "CQPM" else (COLONNES[0], *COLONNES[2:])
    tableau = None
    for rang, competence in enumerate(competences(contenu), start=1):
        if tableau is None or facon.un_tableau_par_competence:
            if tableau is not None:
                fichier.add_paragraph("")
            tableau = _grille(fichier, colonnes)
            if facon.titre_dans_le_tableau:
                _titre_de_bloc(tableau, contenu, rang)
        elif facon.entete_repete:
            _rangee(tableau, colonnes)
        _evaluation(tableau, rang, competence, colonnes, facon)
        if facon.coupe and rang == 1:
            tableau = _couper(fichier, tableau, colonnes, facon)
        if facon.grille_fine:
            affiner(tableau)


def _titre_de_bloc(tableau: Any, contenu: dict[str, Any], rang: int) -> None:
    """The title of the bloc over the whole width, above its competences."""
    debut = 1
    for bloc in contenu["blocs"]:
        if rang == debut and bloc["numero"]:
            rangee = tableau.add_row()
            rangee.cells[0].merge(rangee.cells[-1]).text = f"{bloc['numero']} {bloc['intitule']}"
        debut += len(bloc["competences"])


def _evaluation(tableau: Any, rang: int, competence: dict[str, Any], colonnes: tuple[str, ...], facon: Facon) -> None:
    criteres = len(colonnes) - 2
    nombre = 1 if facon.familles == "une_cellule" else 4
    rangees = [tableau.add_row() for _ in range(nombre)]
    if nombre > 1:
        _fusionner(rangees, tuple(c for c in range(len(colonnes)) if c != criteres))
    _intitule(rangees[0].cells[0], rang, competence["intitule"], facon, "evaluation")
    if len(colonnes) == 4:
        _elements(rangees[0].cells[1], competence["conditions"], facon)
    else:
        _paragraphe(rangees[0].cells[2]).add_run("En matière de résultats :").underline = facon.souligne
    _elements(rangees[0].cells[-1], competence["resultats"], facon, puces=len(colonnes) == 3)
    for place, (famille, textes) in enumerate(competence["criteres"].items()):
        cellule = rangees[min(place, nombre - 1)].cells[criteres]
        titre = facon.contraintes if famille == "contraintes" else TITRES_FAMILLES[famille]
        _paragraphe(cellule).add_run(titre).underline = facon.souligne
        _elements(cellule, textes, facon)


def _couper(fichier: Any, tableau: Any, colonnes: tuple[str, ...], facon: Facon) -> Any:
    """The last two rows of the table go to another one, as on the next page."""
    fichier.add_paragraph("")
    suite = _grille(fichier, colonnes) if facon.coupe == "avec_entete" else fichier.add_table(0, len(colonnes))
    deplacees = tableau._tbl.tr_lst[-2:]
    for rangee in deplacees:
        suite._tbl.append(rangee)
        for fusion in rangee.findall(f".//{qn('w:vMerge')}"):
            fusion.getparent().remove(fusion)
    if facon.coupe == "phrase":
        _couper_la_phrase(tableau, suite)
    return suite


def _couper_la_phrase(tableau: Any, suite: Any) -> None:
    """The last criterion of the page goes on, without heading, in the first row of the next one."""
    dernier = tableau.rows[-1].cells[2].paragraphs[-1]
    mots = dernier.text.split(" ")
    dernier.text = " ".join(mots[:4])
    rangee = suite.add_row()
    rangee.cells[2].text = " ".join(mots[4:])
    suite._tbl.insert(suite._tbl.index(suite._tbl.tr_lst[0]), rangee._tr)


def _ccpm(fichier: Any, contenu: dict[str, Any]) -> None:
    fichier.add_paragraph("1. Référentiel de compétences :")
    fichier.add_paragraph(contenu["mission"])
    fichier.add_paragraph("Les compétences nécessaires à l’exercice de la mission sont :")
    for rang, competence in enumerate(competences(contenu), start=1):
        paragraphe = fichier.add_paragraph()
        paragraphe.add_run(f"Compétence {rang} :").bold = True
        paragraphe.add_run(f" {competence['intitule']}")
    fichier.add_paragraph("2. Référentiel d’évaluation :")
    fichier.add_paragraph("1. Critères mesurables et observables et résultats attendus")


def _modalites(fichier: Any, contenu: dict[str, Any]) -> None:
    fichier.add_paragraph("3.2. MODALITES D’EVALUATION")
    fichier.add_paragraph("3.2.1. Conditions de mise en œuvre des évaluations en vue de la certification")
    for texte in MISE_EN_OEUVRE:
        fichier.add_paragraph(texte, style="List Bullet")
    tableau = fichier.add_table(rows=2, cols=2)
    tableau.style = "Table Grid"
    (titre, entreprise), (gauche, droite) = (rangee.cells for rangee in tableau.rows)
    titre.text, entreprise.text = "COMMISSION D’EVALUATION", "ENTREPRISE\n(hors VAE)"
    titre.add_paragraph(COMMISSION)
    gauche.text = "Les différentes modalités d’évaluation sont les suivantes :"
    for texte in "\n".join(contenu["modalites"]).split("\n"):
        gauche.add_paragraph(texte)
    droite.text = "AVIS DE L’ENTREPRISE."
    droite.add_paragraph(AVIS)


# -- Word's own ways


def _fusionner(rangees: list[Any], colonnes: tuple[int, ...]) -> None:
    for colonne in colonnes:
        if len(rangees) > 1:
            rangees[0].cells[colonne].merge(rangees[-1].cells[colonne])


def numeroter(paragraphe: Any, liste: str) -> None:
    """Number a paragraph by Word's own list, one list per name."""
    racine = paragraphe.part.numbering_part.element
    identifiants = racine.xpath(f"./w:num[@w:numId][w:abstractNumId[@w:val='{_abstraite(racine, liste)}']]/@w:numId")
    proprietes = paragraphe._p.get_or_add_pPr()
    numero = OxmlElement("w:numPr")
    for balise, valeur in (("w:ilvl", "0"), ("w:numId", str(identifiants[0]))):
        noeud = OxmlElement(balise)
        noeud.set(qn("w:val"), valeur)
        numero.append(noeud)
    proprietes.append(numero)


def _abstraite(racine: Any, liste: str) -> str:
    """The definition « 1. 2. 3. » of that name, made at its first use."""
    connue = racine.xpath(f"./w:abstractNum[w:name[@w:val='{liste}']]/@w:abstractNumId")
    if connue:
        return str(connue[0])
    identifiant = str(9000 + len(racine.xpath("./w:abstractNum")))
    abstraite = OxmlElement("w:abstractNum")
    abstraite.set(qn("w:abstractNumId"), identifiant)
    nom = OxmlElement("w:name")
    nom.set(qn("w:val"), liste)
    niveau = OxmlElement("w:lvl")
    niveau.set(qn("w:ilvl"), "0")
    for balise, valeur in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "%1.")):
        noeud = OxmlElement(balise)
        noeud.set(qn("w:val"), valeur)
        niveau.append(noeud)
    abstraite.extend([nom, niveau])
    racine.insert(0, abstraite)
    numero = OxmlElement("w:num")
    numero.set(qn("w:numId"), identifiant)
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), identifiant)
    numero.append(reference)
    racine.append(numero)
    return identifiant


def affiner(tableau: Any) -> None:
    """Write the table on a grid twice as fine: every cell spans two columns, as after moving a border."""
    for cellule in tableau._tbl.iter_tcs():
        largeur = cellule.tcPr.gridSpan if cellule.tcPr is not None else None
        if largeur is None:
            largeur = OxmlElement("w:gridSpan")
            largeur.set(qn("w:val"), "2")
            cellule.get_or_add_tcPr().insert(1, largeur)


def trouver(fichier: Any, debut: str) -> Any:
    """The first paragraph of the body that begins so."""
    return next(paragraphe for paragraphe in fichier.paragraphs if paragraphe.text.startswith(debut))
