"""One line of a workbook read: its cells, the certification it names, its place of birth, and what could not be
read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from candidats.choix import VOIES_VAE, Origine, Portee
from candidats.donnees import CHAMPS_ENTREPRISE, DonneesInscription, Naissance
from candidats.imports.cellules import (
    SANS_VALEUR,
    CelluleRefusee,
    convertir,
    exiger_l_ordre,
    exiger_le_jour,
    exiger_un_nom,
    montrer,
    temoins,
)
from candidats.imports.certifications import version_engagee, versions_nommees
from candidats.imports.colonnes import (
    COLONNES,
    CONFIRMATION,
    DE_L_ENTREPRISE,
    DE_LA_FORMATION,
    DU_BROUILLON,
    DU_TUTEUR,
    NOM_CONFIRME,
    PAR_CLE,
    REPONSES,
    de_mots,
)
from candidats.imports.contexte import ContexteImport, ProjetConnu
from candidats.imports.lecture import Cellule, LigneBrute
from candidats.imports.projet import projet_nomme
from candidats.imports.rapport import Anomalie
from candidats.regles.constat import FaitsReferentiel
from candidats.regles.lieu import completer_naissance, lieu_de
from candidats.regles.noms import NOM_RARE
from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Regle

REQUISES = tuple(colonne for colonne in COLONNES if colonne.cle in DU_BROUILLON)
DECALEE = (
    "Cette ligne a {de_trop} de plus que de titres : un séparateur écrit dans une cellule a décalé la suite. Mettez "
    "cette cellule entre guillemets, ou enregistrez la liste en classeur Excel, puis déposez-la de nouveau."
)
LIGNE_BARREE = (
    "Cette ligne est barrée dans le classeur : retirez-la si elle n’est plus à inscrire, ou ressaisissez le nom pour "
    "la garder."
)
VALEUR_BARREE = "Une valeur qui compte encore : celle-ci est barrée dans le classeur, ressaisissez-la."
ADRESSE_ENTIERE = re.compile(
    r"(.*?[^\W\d_].*?)(?:[\s,;–-]+(?:FR?\s?-\s?)?|\s*[,;–-]\s*FR?\s+)([0-9]{5})[\s,-]+"
    r"([^\W\d_][^\d,;]*(?: cedex(?: [0-9]{1,2})?)?)",
    re.IGNORECASE,
)
"""« - F-44600 »: the country before the code is no part of the street."""
ADRESSES = (
    ("entreprise_adresse", "entreprise_code_postal", "entreprise_ville"),
    ("adresse", "code_postal", "ville"),
)
BOITE = re.compile(
    r"\b(?:b\.? ?p|c\.? ?s|t\.? ?s\.? ?a|bo[iî]te postale|case postale|r\.? ?[dn]|c\.? ?d"
    r"|route (?:départementale|nationale)|n°|num[ée]ro)\.?(?: n[°o])?$",
    re.IGNORECASE,
)
"""« BP 60123 Vitré », « RD 10023 Le Bois »: the number of a box or of a road, not a postal code."""
MASQUEE = "Cette ligne est masquée dans le classeur ; elle est lue quand même."


@dataclass
class LigneLue:
    """What one line says. A cell that could not be read, or that is asked, has no value."""

    brute: LigneBrute
    lues: dict[str, Any] = field(default_factory=dict)
    """What its cells say; the place of birth completes them in `valeurs`."""
    completees: dict[str, Any] = field(default_factory=dict)
    faits: FaitsReferentiel | None = None
    refus: list[Anomalie] = field(default_factory=list)
    avis: list[Anomalie] = field(default_factory=list)

    @property
    def numero(self) -> int:
        return self.brute.numero

    @property
    def valeurs(self) -> dict[str, Any]:
        return self.lues | self.completees

    @cached_property
    def donnees(self) -> DonneesInscription:
        return DonneesInscription(**self.valeurs)

    def dire(
        self,
        cle: str,
        attendu: str,
        *,
        bloquante: bool = False,
        regle: Regle | None = None,
        au_depot: bool = False,
    ) -> Anomalie:
        lu = montrer(self.brute.cellules.get(cle, ""))
        return Anomalie(self.numero, cle, lu, attendu, bloquante, regle, au_depot, self._de_qui(cle))

    def _de_qui(self, cle: str) -> str:
        """Whose value it is, where several candidates share it: their company, their tutor."""
        source = "entreprise_raison_sociale" if cle in DE_L_ENTREPRISE else "tuteur_nom" if cle in DU_TUTEUR else ""
        return montrer(self.brute.cellules.get(source, "")).strip() if source != cle else ""

    def refuser(self, cle: str, attendu: str, regle: Regle | None = None, *, inconnu: bool = False) -> None:
        """The cell is to be typed again; whatever it held is left out. `inconnu`: its word means nothing here."""
        self.lues.pop(cle, None)
        self.refus.append(replace(self.dire(cle, attendu, bloquante=True, regle=regle), inconnu=inconnu))


class Lecteur:
    """Reads the lines of one workbook. Most cells repeat from line to line: each is read once."""

    def __init__(self, contexte: ContexteImport, depuis_1904: bool, lignes: Iterable[LigneBrute] = ()) -> None:
        self.contexte, self.depuis_1904 = contexte, depuis_1904
        self.projets: dict[int, ProjetConnu] = {projet.pk: projet for projet in contexte.projets}
        self._lus: dict[str, dict[Cellule, Any]] = {colonne.cle: {} for colonne in COLONNES}
        self._temoins, self._dates_sures = temoins(ligne.cellules for ligne in lignes)
        self._versions: dict[str, list[FaitsReferentiel]] = {}

    def lire(self, brute: LigneBrute) -> LigneLue:
        ligne = LigneLue(self.pour_toutes(self._corriger(brute)))
        if brute.de_trop:
            ligne.refuser("nom_naissance", DECALEE.format(de_trop=compte(brute.de_trop, "cellule")))
            return ligne
        self._lire_cellules(ligne)
        self._lire_certification(ligne)
        self._completer_naissance(ligne)
        if brute.masquee:
            ligne.avis.append(ligne.dire("nom_naissance", MASQUEE))
        return ligne

    def _corriger(self, brute: LigneBrute) -> LigneBrute:
        """What was typed on screen takes the place of what the cell held."""
        corrections = dict((self.contexte.corrections or {}).get(brute.numero, ()))
        corrections = {cle: valeur for cle, valeur in corrections.items() if cle not in REPONSES}
        if not corrections:
            return brute
        cellules = {cle: valeur for cle, valeur in (brute.cellules | corrections).items() if str(valeur).strip()}
        vides, jours = (montrees - corrections.keys() for montrees in (brute.sans_valeur, brute.sans_jour))
        barrees = brute.barrees - corrections.keys() if "nom_naissance" not in corrections else frozenset()
        return replace(brute, cellules=cellules, sans_valeur=vides, sans_jour=jours, barrees=barrees)

    def pour_toutes(self, brute: LigneBrute) -> LigneBrute:
        """What was said once takes the place of the columns that the workbook lacks, on the lines it is about."""
        dites = {cle: dit for cle, dit in self.contexte.valeurs.items() if cle not in brute.cellules}
        if not dites:
            return brute
        cellules = dites | brute.cellules
        voie, origine = self._compris("voie", cellules), self._compris("origine", cellules)
        a_une_entreprise = origine == Origine.SL or any(cle in brute.cellules for cle in CHAMPS_ENTREPRISE)
        sans_objet = {
            *(() if a_une_entreprise else (*DE_L_ENTREPRISE, *DU_TUTEUR)),
            *(DE_LA_FORMATION if voie in VOIES_VAE else ("recevabilite_recue_le",)),
        }
        gardees = {cle: valeur for cle, valeur in cellules.items() if cle in brute.cellules or cle not in sans_objet}
        return replace(brute, cellules=gardees)

    def _compris(self, cle: str, cellules: dict[str, Cellule]) -> Any:
        try:
            return self._lire_une_fois(cle, cellules[cle]) if cle in cellules else None
        except CelluleRefusee:
            return None

    def _lire_cellules(self, ligne: LigneLue) -> None:
        for cle in ligne.brute.sans_valeur:
            ligne.refuser(cle, SANS_VALEUR)
        for cle, cellule in ligne.brute.cellules.items():
            if cle == "referentiel_id":
                continue
            try:
                ligne.lues[cle] = self._lire_une_fois(cle, cellule)
                self._exiger_une_date(ligne, cle, cellule)
            except CelluleRefusee as refus:
                ligne.refuser(cle, str(refus), inconnu=de_mots(cle) and isinstance(cellule, str))
        self._exiger_des_noms(ligne)
        _separer_les_adresses(ligne)
        _demander_les_barrees(ligne)
        naissance = ligne.lues.get("date_naissance")
        if isinstance(naissance, Naissance):
            ligne.lues |= {"date_naissance": naissance.jour, "naissance_precision": naissance.precision}
            if self._reponses(ligne).get(CONFIRMATION) == str(naissance):
                ligne.lues[CONFIRMATION] = naissance.jour
        for colonne in REQUISES:
            if colonne.cle not in ligne.brute.cellules and colonne.cle not in ligne.brute.sans_valeur:
                ligne.refuser(colonne.cle, f"{colonne.titre} : une valeur est attendue.")

    def _reponses(self, ligne: LigneLue) -> dict[str, str]:
        """What was answered on screen of this line."""
        return (self.contexte.corrections or {}).get(ligne.numero, {})

    def _exiger_une_date(self, ligne: LigneLue, cle: str, cellule: Cellule) -> None:
        """Its day, and its order in a column that writes the month first; what was typed on screen is day first."""
        if cle in ligne.brute.sans_jour:
            exiger_le_jour(cellule, ligne.lues[cle])
        if cle not in self._temoins or cle in self._reponses(ligne):
            return
        if isinstance(cellule, str) or cle not in self._dates_sures:
            exiger_l_ordre(cellule, ligne.lues[cle], self._temoins[cle])

    def _exiger_des_noms(self, ligne: LigneLue) -> None:
        """NOM-CONFIRME: the answer is of the very name that it was shown beside."""
        for cle in NOM_CONFIRME.keys() & ligne.lues.keys():
            try:
                exiger_un_nom(PAR_CLE[cle], ligne.lues[cle])
            except CelluleRefusee as doute:
                if self._reponses(ligne).get(NOM_CONFIRME[cle]) != montrer(ligne.brute.cellules[cle]).strip():
                    ligne.refuser(cle, str(doute), NOM_RARE)

    def _lire_une_fois(self, cle: str, cellule: Cellule) -> Any:
        lus = self._lus[cle]
        repere = cellule if cellule.__class__ is not bool else str(cellule)  # True equals 1
        if repere not in lus:
            lus[repere] = self._convertir(cle, cellule)
        return lus[repere]

    def _convertir(self, cle: str, cellule: Cellule) -> Any:
        if de_mots(cle) and isinstance(cellule, str):
            cellule = self.contexte.traduire(cle, cellule)
        if cle == "projet_id":
            return projet_nomme(montrer(cellule).strip(), self.projets.values()).pk
        return convertir(PAR_CLE[cle], cellule, self.contexte.le, self.depuis_1904)

    def _lire_certification(self, ligne: LigneLue) -> None:
        """The référentiel the line names, and its blocs turned into their ids."""
        lu = montrer(ligne.brute.cellules.get("referentiel_id", "")).strip()
        lu = self.contexte.traduire("referentiel_id", lu)
        numeros = ligne.lues.pop("blocs", ())
        if not lu:
            return
        if lu not in self._versions:
            self._versions[lu] = versions_nommees(lu, self.contexte.referentiels)
        versions = self._versions[lu]
        if not versions:
            attendu = "Une certification en vigueur de la liste, ou son numéro à quatre chiffres."
            ligne.refuser("referentiel_id", attendu, inconnu=True)
            return
        faits = versions[0] if len(versions) == 1 else version_engagee(versions, ligne.lues, self.contexte.le)
        ligne.faits, ligne.lues["referentiel_id"] = faits, faits.pk
        if numeros:
            self._lire_blocs(ligne, faits, numeros)

    def _lire_blocs(self, ligne: LigneLue, faits: FaitsReferentiel, numeros: tuple[str, ...]) -> None:
        connus = {bloc.numero: bloc.version_id for bloc in faits.blocs}
        inconnus = [numero for numero in numeros if numero not in connus]
        if inconnus:
            attendu = f"Des blocs de cette certification : {', '.join(connus) or 'elle n’en a pas'}."
            ligne.refus.append(Anomalie(ligne.numero, "blocs", " ; ".join(inconnus), attendu))
        ligne.lues["portee"] = Portee.BLOCS
        ligne.lues["blocs"] = tuple(connus[numero] for numero in numeros if numero in connus)

    def _completer_naissance(self, ligne: LigneLue) -> None:
        completion = completer_naissance(self.contexte.lieux, lieu_de(DonneesInscription(**ligne.lues)))
        ligne.completees = completion.valeurs
        ligne.avis += [
            replace(ligne.dire(cle, attendu), inconnu=cle == "pays_naissance") for cle, attendu in completion.avis
        ]
        for cle, attendu in completion.questions:
            ligne.refuser(cle, attendu, inconnu=cle == "pays_naissance")


def _demander_les_barrees(ligne: LigneLue) -> None:
    """Where the name is struck through, so is the person: one question for the whole line."""
    if "nom_naissance" in ligne.brute.barrees:
        ligne.refuser("nom_naissance", LIGNE_BARREE)
        return
    for cle in ligne.brute.barrees & ligne.brute.cellules.keys():
        ligne.refuser(cle, VALEUR_BARREE)


def _separer_les_adresses(ligne: LigneLue) -> None:
    """« 12 rue des Forges 44600 Saint-Nazaire » in one cell, where no other says the postal code nor the town."""
    for cle, code, ville in ADRESSES:
        dite = ligne.lues.get(cle)
        if not isinstance(dite, str) or code in ligne.brute.cellules or ville in ligne.brute.cellules:
            continue
        trouvee = ADRESSE_ENTIERE.fullmatch(dite)
        if trouvee and not BOITE.search(trouvee[1]):
            ligne.lues |= {cle: trouvee[1], code: trouvee[2], ville: trouvee[3]}
