"""All that the portal holds of a candidate, as they may ask for it: every field of the person, third parties masked.

What leads to a candidate is found by the foreign keys themselves, so that a table added tomorrow is inside.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import ForeignKey, Model, Q, QuerySet

from candidats.models import Candidat
from certif_portal.commun.choix import SUR_PAPIER
from certif_portal.commun.models import Courriel, DocumentRendu, EntreeJournal, Fichier
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.conservation import Categorie, Champ, lire_registre, modele_nomme
from jurys.models import MembreJury

MASQUE = "[tiers]"
LISIBLES = ("candidats", "evaluations", "jurys", "portail", "centre", "referentiels", "habilitations")
DE_LA_PERSONNE = frozenset(
    {
        *("candidats.Candidat", "candidats.HistoricalCandidat", "candidats.CorrectionIdentite", "candidats.Fusion"),
        *("candidats.ConfirmationEtatCivil", "candidats.DemandeInscription", "candidats.EnqueteInsertion"),
        *("jurys.Certificat", "jurys.Lettre"),
    }
)
"""Tables whose names and addresses are those of the person; elsewhere, of somebody else."""
HORS_ARCHIVE: Mapping[str, str] = {
    "candidats.DoubleProbable": "rapproche la fiche d’une autre personne",
    "candidats.PersonnesDistinctes": "rapproche la fiche d’une autre personne",
    "candidats.PieceRecue": "reçue d’un organisme, et supprimée sous quelques jours",
    "evaluations.FeuilleRecue": "feuille signée de tiers : consultable au centre",
    "evaluations.PageNumerisee": "feuille signée de tiers : consultable au centre",
    "evaluations.GrillePapier": "feuille signée de tiers : son contenu est dans les appréciations",
    "evaluations.OperationRecue": "ce qu’une tablette a envoyé : son contenu est dans les appréciations",
    "evaluations.NoteEvaluateur": "notes de travail d’un évaluateur, que le résultat commun remplace",
    "jurys.Papier": "file d’impression : les documents sont avec les certificats",
    "jurys.LigneRectification": "procès-verbal de plusieurs personnes : son effet est dans les décisions",
    "candidats.LienRapport": "un lien : rien d’autre que sa clé",
    "evaluations.LienAvis": "l’adresse d’un tiers, et une clé",
    "jurys.CodeCertificat": "une clé de recherche",
}
"""What leads to a candidate and is not given, and why: the reason is written in the archive."""
SANS_FICHIER: Mapping[str, str] = {
    "evaluations.AvisEntreprise": "papier signé d’un tiers : consultable au centre",
    "jurys.DemandeAcces": "une archive précédente",
    "jurys.Lettre": "le texte est dans les données",
}


@dataclass
class Archive:
    """What is given: tables as dictionaries, files by their name."""

    donnees: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    journal: list[dict[str, str]] = field(default_factory=list)
    courriels: list[dict[str, str]] = field(default_factory=list)
    fichiers: list[tuple[str, Fichier]] = field(default_factory=list)


@cache
def voies() -> Mapping[str, tuple[str, ...]]:
    """By table that speaks of a candidate, the ways that lead to them."""
    modeles = sorted({champ.modele for champ in lire_registre().champs})
    trouvees = {modele: tuple(_voies(modele_nomme(modele))) for modele in modeles}
    trouvees["candidats.HistoricalCandidat"] = ("id",)
    trouvees["candidats.HistoricalInscription"] = ("candidat",)
    return {modele: siennes for modele, siennes in trouvees.items() if siennes}


def _voies(modele: type[Model], vus: tuple[type[Model], ...] = ()) -> Iterator[str]:
    if modele is Candidat:
        yield "pk"
        return
    for champ in modele._meta.concrete_fields:
        autre = champ.related_model
        if not (isinstance(champ, ForeignKey) and isinstance(autre, type)) or autre in (*vus, modele):
            continue
        if autre._meta.app_label in LISIBLES and autre.__name__ != "Papier":  # a queue of the printer
            for suite in _voies(autre, (*vus, modele)):
                yield champ.name if suite == "pk" else f"{champ.name}__{suite}"


def champs_donnes(modele: str) -> list[Champ]:
    """What the archive says of one table: all but who acted, and keys."""
    return [
        champ
        for champ in lire_registre().champs
        if champ.modele == modele and champ.categorie not in (Categorie.ACTEUR, Categorie.SECRET)
    ]


def tables() -> list[str]:
    return [modele for modele in voies() if modele not in HORS_ARCHIVE]


def lignes_de(candidat: Candidat, modele: str) -> QuerySet[Any]:
    filtre = Q()
    for voie in voies()[modele]:
        filtre |= Q(**{voie: candidat.pk})
    return modele_nomme(modele)._default_manager.filter(filtre).order_by("pk").distinct()


def archive_de(candidat: Candidat) -> Archive:
    """Read once, whole."""
    archive = Archive()
    masquer = Masque(candidat)
    dossiers = Q()
    for modele in tables():
        champs, lignes = champs_donnes(modele), list(lignes_de(candidat, modele))
        if not lignes:
            continue
        archive.donnees[modele] = [_ligne(ligne, champs, masquer) for ligne in lignes]
        archive.fichiers += [f for ligne in lignes if modele not in SANS_FICHIER for f in _fichiers(ligne, champs)]
        dossiers |= Q(dossier_type=modele.lower(), dossier_id__in=[ligne.pk for ligne in lignes])
    entrees = EntreeJournal.objects.filter(dossiers).order_by("le", "pk")
    archive.journal = [
        {"le": e.le.isoformat(), "acte": e.acte, "phrase": masquer(e.phrase)} for e in entrees.exclude(phrase="")
    ]
    siens = Q(etat__in=SUR_PAPIER) | Q(destinataire=candidat.courriel) if candidat.courriel else Q(etat__in=SUR_PAPIER)
    recus = Courriel.objects.filter(dossiers, siens, confidentiel=False).exclude(objet="").order_by("cree_le")
    archive.courriels = [
        {"le": c.cree_le.isoformat(), "objet": masquer(c.objet), "texte": masquer(str(c.texte))} for c in recus
    ]
    return archive


class Masque:
    """Hides in every text the names that are not the person's: of whoever has an account, of the company's people, of
    the members of the jury, of other candidates of the same sittings and juries."""

    def __init__(self, candidat: Candidat) -> None:
        siens = {candidat.nom_naissance, candidat.nom_usage, candidat.prenom, candidat.autres_prenoms}
        gardes = {mot.casefold() for nom in siens for mot in nom.split()}
        trouves = {mot for nom in _noms_des_tiers(candidat) for mot in _mots(nom) if mot.casefold() not in gardes}
        mots = sorted(trouves, key=len, reverse=True)
        self._motif = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, mots))})(?!\w)", re.I) if mots else None

    def __call__(self, texte: str) -> str:
        return self._motif.sub(MASQUE, texte) if self._motif else texte

    def valeur(self, valeur: Any) -> Any:
        """Inside lists and dictionaries too."""
        if isinstance(valeur, str):
            return self(valeur)
        if isinstance(valeur, dict):
            return {cle: self.valeur(dite) for cle, dite in valeur.items()}
        if isinstance(valeur, list):
            return [self.valeur(dite) for dite in valeur]
        if isinstance(valeur, date | datetime | time):
            return valeur.isoformat()
        return str(valeur) if isinstance(valeur, Decimal | bytes | memoryview) else valeur


def _mots(nom: str) -> Iterator[str]:
    """A name of two letters would hide words of the language."""
    yield from (mot for mot in [nom, *re.split(r"[\s,;]+", nom)] if len(mot) > 2)


def _noms_des_tiers(candidat: Candidat) -> Iterator[str]:
    for prenom, nom, courriel in Utilisateur.objects.values_list("prenom", "nom", "email"):
        yield from (prenom, nom, courriel)
    for modele in voies():
        if modele not in DE_LA_PERSONNE:
            noms = [champ.nom for champ in champs_donnes(modele) if _d_un_tiers(champ)]
            for valeurs in lignes_de(candidat, modele).values_list(*noms) if noms else ():
                yield from (valeur for valeur in valeurs if isinstance(valeur, str))
    jurys = candidat.inscriptions.values("presentations__jury")
    for nom, prenom in MembreJury.objects.filter(jury__in=jurys).values_list("nom", "prenom"):
        yield from (nom, prenom)
    autres = Candidat.objects.exclude(pk=candidat.pk)
    voisins = autres.filter(
        Q(inscriptions__presentations__jury__in=jurys)
        | Q(inscriptions__passages__commission__in=candidat.inscriptions.values("passages__commission"))
    )
    for valeurs in voisins.distinct().values_list("nom_naissance", "nom_usage"):
        yield from valeurs


def _d_un_tiers(champ: Champ) -> bool:
    return champ.categorie in (Categorie.IDENTITE, Categorie.CONTACT) and champ.modele not in DE_LA_PERSONNE


def _ligne(ligne: Model, champs: list[Champ], masquer: Masque) -> dict[str, Any]:
    return {champ.nom: _dite(ligne, champ, masquer) for champ in champs}


def _dite(ligne: Model, champ: Champ, masquer: Masque) -> Any:
    decrit = ligne._meta.get_field(champ.nom)
    if decrit.many_to_many:
        return [str(autre) for autre in getattr(ligne, champ.nom).all()]
    if not isinstance(decrit, ForeignKey):
        valeur = getattr(ligne, champ.nom)
        return MASQUE if _d_un_tiers(champ) and valeur not in ("", None, {}, []) else masquer.valeur(valeur)
    cle = getattr(ligne, decrit.attname)
    du_metier = decrit.related_model._meta.app_label in ("referentiels", "centre")
    return str(getattr(ligne, champ.nom)) if cle and du_metier else cle


def _fichiers(ligne: Model, champs: list[Champ]) -> Iterator[tuple[str, Fichier]]:
    for champ in champs:
        conserve = getattr(ligne, champ.nom) if champ.categorie == Categorie.DOCUMENT else None
        fichier = conserve.fichier if isinstance(conserve, DocumentRendu) else conserve
        if isinstance(fichier, Fichier):
            rang = f"{ligne._meta.model_name}-{ligne.pk}-{champ.nom}"
            extension = fichier.nom.rpartition(".")[2][:5].lower() or "bin"
            yield f"documents/{rang}.{extension}", fichier
