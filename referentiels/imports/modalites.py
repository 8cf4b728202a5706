"""The section « Modalités d’évaluation »: how the evaluation is organised, then the modalities one may choose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from referentiels.imports.carnet import COLONNE, FORMULE, TITRE, Carnet
from referentiels.imports.modele import ModaliteLue
from referentiels.imports.rubriques import est_une_formule, lire_forme_reelle, lire_titre_modalite
from referentiels.imports.structure import Fragment, Ligne, Tableau, est_une_fin_de_phrase
from referentiels.imports.texte import cle

_COMMISSION = "commission d evaluation"
_AVIS = {"avis de l entreprise", "entreprise"}
_REELLE, _OBSERVATION = "reelle", "observation"


@dataclass
class LecteurModalites:
    """Reads lines and the two-column table as one flow; the second column is the company's opinion."""

    carnet: Carnet
    ou: str
    mise_en_oeuvre: list[str] = field(default_factory=list)
    avis: list[str] = field(default_factory=list)
    modalites: dict[str, list[str]] = field(default_factory=dict)
    titre: str = ""  # the modality being read, "" before the first
    tableau_ouvert: bool = False  # its first row, the titles of the two columns, is read
    destination: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.destination = self.mise_en_oeuvre

    def lire_ligne(self, ligne: Ligne) -> None:
        self._lire(ligne.texte, suite=ligne.continue_la_precedente)

    def lire_tableau(self, tableau: Tableau) -> None:
        if tableau.largeur > 2:
            self.carnet.refuser(
                ou=f"{self.ou}, tableau de la {self.carnet.lieu(tableau.numero)}",
                lu=f"{tableau.largeur} colonnes",
                attendu="deux colonnes, la commission d’évaluation et l’entreprise",
            )
        for rangee in tableau.rangees:
            gauche, *droites = rangee.cellules
            for rang, lu in enumerate(gauche):
                coupe = rang == 0 and self.tableau_ouvert
                fragment = self._recoller_titre(lu) if coupe else lu
                self._lire(fragment.texte, suite=coupe and self._est_une_fin(self.destination, fragment))
            for fragment in (fragment for droite in droites for fragment in droite):
                if self.tableau_ouvert and self._est_une_fin(self.avis, fragment):
                    self.avis[-1] += f" {fragment.texte}"
                else:
                    self._lire_avis(fragment.texte, entete=not self.tableau_ouvert)
            self.tableau_ouvert = True

    def _recoller_titre(self, fragment: Fragment) -> Fragment:
        """The title of a modality whose first words stand at the bottom of the page before."""
        debut = self.destination[-1] if self.destination else ""
        entier = f"{debut} {fragment.texte}"
        if not debut.isupper() or not lire_titre_modalite(entier):
            return fragment
        self.carnet.changer(self.ou, f"titre coupé par une page, recollé : « {entier} »")
        self.destination.pop()
        if self.titre and not self.destination:
            self.modalites = {nature: textes for nature, textes in self.modalites.items() if textes}
        return replace(fragment, texte=entier)

    def _est_une_fin(self, textes: list[str], fragment: Fragment) -> bool:
        """The text ends a sentence that a page cut; said, as it is put together again."""
        if not textes or lire_titre_modalite(fragment.texte):
            return False
        if not est_une_fin_de_phrase(Fragment(textes[-1]), fragment):
            return False
        self.carnet.changer(self.ou, f"phrase coupée par une page, recollée : « {textes[-1]} » + « {fragment.texte} »")
        return True

    def achever(self) -> tuple[tuple[str, ...], str | None, tuple[ModaliteLue, ...]]:
        """(organisation of the evaluation, company's opinion, modalities)."""
        if not self.modalites:
            self.carnet.douter(self.ou, "aucune modalité d’évaluation lue")
        modalites = tuple(ModaliteLue(nature, "\n".join(textes)) for nature, textes in self.modalites.items())
        return tuple(self.mise_en_oeuvre), "\n".join(self.avis) or None, modalites

    def _lire(self, texte: str, *, suite: bool = False) -> None:
        titre = lire_titre_modalite(texte)
        if cle(texte) == _COMMISSION:
            self.carnet.ecarter(self.ou, texte, TITRE)
        elif cle(texte) in _AVIS:  # the company's column, met in a text without table
            self.carnet.ecarter(self.ou, texte, TITRE)
            self.destination = self.avis
        elif est_une_formule(texte):
            self.carnet.ecarter(self.ou, texte, FORMULE)
        elif titre:
            self._ouvrir(titre, texte)
        elif suite and self.destination:
            self.destination[-1] += f" {texte}"
        else:
            self._ajouter(texte, titre)

    def _ouvrir(self, titre: str, texte: str) -> None:
        nature = _OBSERVATION if titre == _REELLE else titre
        self.titre, self.destination = titre, self.modalites.setdefault(nature, [])
        self.destination.append(texte)

    def _ajouter(self, texte: str, titre: str | None) -> None:
        if titre is not None:  # capitals that are no modality we know
            self.carnet.douter(self.ou, f"« {texte} » a l’air d’un titre et n’est pas une modalité connue")
        forme = lire_forme_reelle(texte) if self.titre == _REELLE else None
        if forme is not None:
            self.destination = self.modalites.setdefault(forme, [])
        self.destination.append(texte)

    def _lire_avis(self, texte: str, *, entete: bool) -> None:
        if entete:
            self.carnet.ecarter(self.ou, texte, COLONNE)
        elif cle(texte) in _AVIS:
            self.carnet.ecarter(self.ou, texte, TITRE)
        else:
            self.avis.append(texte)
