"""The header: type, number, title, level, category, date of the GTP decision. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from certif_portal.commun.typographie import MOIS
from referentiels.imports.carnet import FORMULE, LIBELLE, NON_RANGE, REPETE, Carnet
from referentiels.imports.modele import DocumentRefuse
from referentiels.imports.ressemblance import lire_libelle_abime
from referentiels.imports.rubriques import NUMERO_DE_PAGE, est_une_formule, lire_libelles, premier_libelle
from referentiels.imports.structure import Ligne
from referentiels.imports.texte import cle, sans_emphase
from referentiels.numeros import NumeroLu, annee_entiere, est_un_numero, lire_numero, separer_numero_et_titre
from referentiels.regles import ANCIENNES_CATEGORIES

TYPES = ("CQPM", "CQPI", "CCPM", "CCPI")
_MOIS = tuple(cle(mois) for mois in MOIS)
_OU = "En-tête"
_DEVANT_LE_NUMERO = re.compile(rf"^(?:{NUMERO_DE_PAGE}|(?:{'|'.join(TYPES)})\s*:|[\s–—|-])+", re.IGNORECASE)
_ALLURE_DE_NUMERO = re.compile(r"(?:MQ|CQPM|CQPI|CCPM|CCPI)?\s*\d", re.IGNORECASE)


@dataclass
class LecteurEntete:
    carnet: Carnet
    type: str | None = None
    titres: list[list[str]] = field(default_factory=list)  # each as its lines: covers print it again
    numero: NumeroLu | None = None
    niveau: int | None = None
    categorie: str | None = None
    date_gtp: date | None = None
    attente: str | None = None  # the label whose value is still to come, on the next line
    titre_ouvert: bool = False
    apres_type: bool = False  # « Référentiel du CQPM » is read: the title comes next
    sans_libelle: Ligne | None = None  # the line that follows it without label

    def lire_type(self, texte: str) -> None:
        """The acronym in « RÉFÉRENTIEL DU CQPM » or « Titre du CQPM »."""
        self.apres_type = True
        lus = [sigle for sigle in TYPES if re.search(rf"\b{sigle.lower()}\b", cle(texte))]
        if lus and self.type is None:
            self.type = lus[0]

    def lire_ligne(self, ligne: Ligne) -> None:
        """One line of the header: labels and values, the rest of a title, a set phrase, or a number on its own."""
        debut = premier_libelle(ligne.texte)
        if debut > 0:  # « Commission paritaire nationale… Qualification : … » on one line
            self.lire_ligne(replace(ligne, texte=ligne.texte[:debut].strip()))
            ligne = replace(ligne, texte=ligne.texte[debut:], suite=True)
        champs = lire_libelles(ligne.texte) or self._libelle_abime(ligne.texte)
        if champs:
            self.titre_ouvert = False
            for champ, libelle, valeur in champs:
                self._lire_champ(champ, libelle, valeur)
        elif est_une_formule(ligne.texte):
            self.carnet.ecarter(_OU, ligne.texte, FORMULE)
        elif self.attente:
            champ, self.attente = self.attente, None
            self._ranger(champ, ligne.texte)
        elif separer_titre_numerote(ligne.texte)[1]:
            self.lire_titre_numerote(ligne.texte)
        elif self.titre_ouvert and ligne.suite:
            self._prolonger_titre(ligne)
        elif self.apres_type and not self.sans_libelle and not self.titres:
            self.sans_libelle = ligne
        else:
            self.titre_ouvert = False
            self.carnet.ne_pas_ranger(_OU, ligne.numero, ligne.texte)

    def lire_titre_numerote(self, texte: str) -> None:
        """A number printed without label, alone or in a running title."""
        devant, numero, titre = separer_titre_numerote(texte)
        self.carnet.ecarter(_OU, devant, LIBELLE)
        self._ranger("certification", numero)
        if titre:
            self.titres.append([titre])
        self.titre_ouvert = False

    def _libelle_abime(self, texte: str) -> list[tuple[str, str, str]]:
        abime = lire_libelle_abime(texte)
        if abime is None:
            return []
        champ, libelle, valeur, modele = abime
        self.carnet.douter(_OU, f"« {libelle} » lu « {modele} » malgré une différence")
        return [(champ, libelle, valeur)]

    def _prolonger_titre(self, ligne: Ligne) -> None:
        self.titres[-1].append(ligne.texte)
        if ligne.paragraphe:
            self.carnet.changer(_OU, f"titre lu sur plusieurs paragraphes : « {ligne.texte} » en est la suite")

    def _lire_champ(self, champ: str, libelle: str, valeur: str) -> None:
        self.carnet.ecarter(_OU, libelle, LIBELLE)
        if champ == "titre":
            self.lire_type(libelle)
        if valeur:
            self._ranger(champ, valeur)
        else:
            self.attente = champ

    def _ranger(self, champ: str, valeur: str) -> None:
        if champ == "certification" and not est_un_numero(valeur):
            numero, titre = separer_numero_et_titre(valeur)
            if numero:
                self._ranger("certification", numero)
                champ, valeur = "titre", titre
            elif not _ALLURE_DE_NUMERO.match(valeur):
                champ = "titre"  # annexe 2 prints the title of a CCPM there
        if champ == "titre":
            self.titres.append([valeur])
            self.titre_ouvert = True
            return
        lecture = {
            "certification": self._lire_numero,
            "niveau": self._lire_niveau,
            "categorie": self._lire_categorie,
            "date_gtp": self._lire_date,
        }[champ](valeur)
        self.carnet.ecarter(_OU, valeur, f"lu : {lecture}" if lecture else "illisible")
        if not lecture:
            self.carnet.douter(_OU, f"« {valeur} » est illisible : champ laissé vide")

    def _lire_numero(self, valeur: str) -> str:
        lu = lire_numero(valeur)
        if self.numero is not None and self.numero.numero not in {None, lu.numero}:
            self.carnet.douter(_OU, f"un autre numéro, « {valeur} », est imprimé : « {self.numero.imprime} » est gardé")
            return "autre numéro"
        if self.numero is None or self.numero.numero is None:
            self.numero = lu
            for doute in lu.doutes:
                self.carnet.douter(_OU, doute)
        return f"numéro {lu.numero}" if lu.numero else ""

    def identite(self) -> tuple[str, str]:
        """(type, title); the type of a certification is never guessed."""
        self._lire_titre_sans_libelle()
        intitule = self.lire_intitule()
        if self.type is None and self.numero is not None and self.numero.prefixe in TYPES:
            self.type = self.numero.prefixe
            self.carnet.douter(_OU, f"type lu dans le numéro, {self.type} : le titre du document ne le dit pas")
        if self.type is None:
            raise DocumentRefuse(
                ou=_OU, lu="aucun type de certification", attendu="« Référentiel du CQPM » ou « Référentiel du CCPM »"
            )
        if not intitule:
            self.carnet.refuser(ou=_OU, lu="aucun titre", attendu=f"« Titre du {self.type} : … »")
        return self.type, intitule

    def lire_intitule(self) -> str:
        """The title, once: printed again, cut short or not, it is set aside; another title is not this one's."""
        lus = [sans_emphase(" ".join(lignes)) for lignes in self.titres]  # marks may close on the next line
        garde = lus[0] if lus else ""
        for autre in lus[1:]:
            court, long = sorted((autre, garde), key=lambda titre: len(cle(titre)))
            if f"{cle(long)} ".startswith(f"{cle(court)} "):
                self._ecarter_titre(court, REPETE, f"titre imprimé plusieurs fois, lu une fois : « {long} »")
                garde = long
            else:
                quoi = f"un autre titre, « {autre} », est imprimé : « {garde} » est gardé"
                self._ecarter_titre(autre, NON_RANGE, quoi)
        return garde

    def _ecarter_titre(self, texte: str, motif: str, doute: str) -> None:
        self.carnet.ecarter(_OU, texte, motif)
        self.carnet.changer(_OU, doute)

    def _lire_titre_sans_libelle(self) -> None:
        """The line under « Référentiel du CQPM » is the title when no other line says it is; said."""
        ligne = self.sans_libelle
        if ligne is None:
            return
        if self.titres:
            self.carnet.ne_pas_ranger(_OU, ligne.numero, ligne.texte)
        else:
            self.titres.append([ligne.texte])
            self.carnet.douter(_OU, f"titre lu sans libellé, sous « Référentiel du {self.type} » : « {ligne.texte} »")

    def _lire_niveau(self, valeur: str) -> str:
        trouve = re.fullmatch(
            r"(?:niveau\s*)?([3-8])(?:\s*\(.*\)|\s.*(?:cnc|cec|cadre).*)?", valeur.strip(), re.IGNORECASE
        )
        self.niveau = int(trouve[1]) if trouve else None
        return f"niveau {self.niveau}" if trouve else ""

    def _lire_categorie(self, valeur: str) -> str:
        propre = valeur.upper().replace(" ", "")
        self.categorie = propre if propre in ANCIENNES_CATEGORIES else None
        return f"catégorie {propre}" if self.categorie else ""

    def _lire_date(self, valeur: str) -> str:
        self.date_gtp, deux_chiffres = lire_date(valeur)
        if self.date_gtp and deux_chiffres:
            self.carnet.douter(_OU, f"année écrite sur deux chiffres : « {valeur} » lu {self.date_gtp:%d/%m/%Y}")
        return f"date {self.date_gtp:%d/%m/%Y}" if self.date_gtp else ""


def separer_titre_numerote(texte: str) -> tuple[str, str, str]:
    """« CQPM : MQ 2014 44/92 0300 – Technicien » → (« CQPM : », « MQ 2014 44/92 0300 », « Technicien »)."""
    devant = _DEVANT_LE_NUMERO.match(texte)
    debut = devant.end() if devant else 0
    propre = re.sub(rf"[\s–—|-]*{NUMERO_DE_PAGE}\s*$", "", texte[debut:], flags=re.IGNORECASE)
    numero, titre = (propre, "") if est_un_numero(propre) else separer_numero_et_titre(propre)
    return (f"{texte[:debut]} {texte[debut + len(propre) :]}".strip(), numero, titre) if numero else ("", "", "")


def lire_date(texte: str) -> tuple[date | None, bool]:
    """(date, year written on two digits); `10/09/20`, `27.10.2020`, `27 octobre 2020`, `2020-10-27`."""
    iso = re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", texte)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3])), False
    chiffres = re.search(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?!\d)", texte)
    if chiffres:
        court = len(chiffres[3]) == 2
        annee = int(chiffres[3]) if not court else annee_entiere(int(chiffres[3]))
        return _date(annee, int(chiffres[2]), int(chiffres[1])), court
    lettres = re.search(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(_MOIS)}) (\d{{4}})\b", cle(texte))
    if lettres:
        return _date(int(lettres[3]), _MOIS.index(lettres[2]) + 1, int(lettres[1])), False
    return None, False


def _date(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None
