"""The dates of our fiches, taken from the open data of France compétences; nothing empty erases what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certif_portal.commun.actes import acte
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import Repertoire
from referentiels.france_competences import FichePubliee
from referentiels.models import CodeBloc, Enregistrement
from referentiels.queries.certification import blocs_et_codes

CHAMPS = (
    ("date_enregistrement", "date_decision", "enregistrement"),
    ("date_fin", "date_fin", "fin d’enregistrement"),
    ("date_limite_delivrance", "date_limite_delivrance", "dernière délivrance"),
)


@dataclass
class LigneActualisation:
    """What was done for one fiche of one certification, and what a human must look at."""

    code: str
    intitule: str
    changements: list[str] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Contexte:
    par: Utilisateur | None
    par_nom: str
    a: datetime


@acte
def actualiser_repertoire(
    *,
    fiches: Sequence[FichePubliee],
    suites: Sequence[FichePubliee] = (),
    renouveler: bool = False,
    simulation: bool = False,
    par: Utilisateur | None,
    par_nom: str = "",
    a: datetime,
) -> list[LigneActualisation]:
    """Refresh our fiches from what was published. `suites` are the fiches that replace some of ours: recorded under
    their new number with `renouveler`, told otherwise. `simulation` undoes everything and reports the same."""
    contexte = Contexte(par, par_nom, a)
    publiees = {fiche.code: fiche for fiche in fiches}
    annoncees = {fiche.code: fiche for fiche in suites}
    lignes = []
    connues = Enregistrement.objects.select_for_update(of=("self",), no_key=True).select_related("certification")
    for enregistrement in list(connues.order_by("code", "pk")):
        ligne = LigneActualisation(enregistrement.code, enregistrement.certification.intitule)
        lignes.append(ligne)
        fiche = publiees.get(enregistrement.code)
        if fiche is None:
            ligne.avertissements.append("absente de ce fichier : rien n’est changé")
            continue
        _actualiser(enregistrement, fiche, ligne, contexte)
        for code in fiche.remplacee_par:
            _suivre(enregistrement, code, annoncees.get(code), ligne, contexte if renouveler else None)
    if simulation:
        transaction.set_rollback(True)
    return lignes


def codes_connus() -> set[str]:
    return set(Enregistrement.objects.values_list("code", flat=True))


def suites_a_lire(fiches: Iterable[FichePubliee]) -> set[str]:
    """The new numbers that the export announces for our fiches and that we do not have."""
    return {code for fiche in fiches for code in fiche.remplacee_par} - codes_connus()


def _actualiser(
    enregistrement: Enregistrement, fiche: FichePubliee, ligne: LigneActualisation, contexte: Contexte
) -> None:
    ligne.avertissements += [f"date illisible laissée telle quelle : {illisible}" for illisible in fiche.illisibles]
    changes = _reporter(enregistrement, fiche, ligne)
    enregistrement.actualise_le = jour_de(contexte.a)
    try:
        enregistrement.full_clean()
    except ValidationError as erreur:
        ligne.avertissements.append(f"non repris : {' '.join(erreur.messages)}")
        ligne.changements.clear()
        return
    enregistrement.save(update_fields=[*changes, "actualise_le"] if enregistrement.pk else None)
    ligne.changements += _coder(enregistrement, fiche, ligne)
    if fiche.active is False and enregistrement.periode.enregistree(jour_de(contexte.a)):
        ligne.avertissements.append("inactive selon France compétences, alors que sa fin n’est pas passée")
    if ligne.changements:
        phrase = f"Fiche {enregistrement.code}, reprise de France compétences : {', '.join(ligne.changements)}."
        journaliser(
            enregistrement.certification, "repertoire", phrase, par=contexte.par, a=contexte.a, par_nom=contexte.par_nom
        )


def _reporter(enregistrement: Enregistrement, fiche: FichePubliee, ligne: LigneActualisation) -> list[str]:
    """Copy the dates that differ; what the export does not give is left as it is."""
    changes = []
    for champ, publie, libelle in CHAMPS:
        nouvelle, ancienne = getattr(fiche, publie), getattr(enregistrement, champ)
        if nouvelle is not None and nouvelle != ancienne:
            setattr(enregistrement, champ, nouvelle)
            changes.append(champ)
            ligne.changements.append(f"{libelle} : {_jour(ancienne)} → {_jour(nouvelle)}")
    return changes


def _jour(valeur: date | None) -> str:
    return date_longue(valeur) if valeur else "vide"


def _coder(enregistrement: Enregistrement, fiche: FichePubliee, ligne: LigneActualisation) -> list[str]:
    """Codes of blocs, by titles that are the same word for word and alone of their kind."""
    blocs, codes = blocs_et_codes(enregistrement)
    par_titre: dict[str, list[Any]] = {}
    for bloc, intitule in blocs:
        par_titre.setdefault(cle_recherche(intitule), []).append(bloc)
    donnes = []
    for publie in fiche.blocs:
        candidats = par_titre.get(cle_recherche(publie.libelle), [])
        if len(candidats) != 1:
            if publie.code not in codes.values():
                ligne.avertissements.append(
                    f"{publie.code} « {publie.libelle[:80]} » : aucun bloc de ce titre, à saisir"
                )
        elif candidats[0].pk not in codes:
            code, nouveau = CodeBloc.objects.get_or_create(
                code=publie.code, defaults={"bloc": candidats[0], "enregistrement": enregistrement}
            )
            if nouveau:
                codes[candidats[0].pk] = publie.code
                donnes.append(f"{publie.code} pour {candidats[0].numero}")
            else:
                ligne.avertissements.append(f"{publie.code} est déjà celui de {code.bloc.numero} : à saisir")
        elif codes[candidats[0].pk] != publie.code:
            ligne.avertissements.append(f"{candidats[0].numero} porte {codes[candidats[0].pk]}, publié {publie.code}")
    return donnes


def _suivre(
    enregistrement: Enregistrement,
    code: str,
    suite: FichePubliee | None,
    ligne: LigneActualisation,
    contexte: Contexte | None,
) -> None:
    """A renewal under another number: recorded when asked for and complete, told otherwise."""
    certification = enregistrement.certification
    connue = certification.enregistrements.filter(code=code).first()
    if connue is not None:
        if connue.renouvelle_id is None and connue.date_enregistrement > enregistrement.date_enregistrement:
            connue.renouvelle = enregistrement
            connue.save(update_fields=["renouvelle"])
            ligne.changements.append(f"{code} renouvelle {enregistrement.code}")
        return
    if suite is None or suite.date_decision is None:
        ligne.avertissements.append(f"remplacée par {code}, absente de ce fichier ou sans date : à saisir")
    elif contexte is None:
        fin = f", fin le {date_longue(suite.date_fin)}" if suite.date_fin else ""
        ligne.avertissements.append(
            f"remplacée par {code} « {suite.intitule[:80]} » (décision du {date_longue(suite.date_decision)}{fin}) : "
            "à confirmer par --renouvellements"
        )
    else:
        _renouveler(enregistrement, suite, suite.date_decision, ligne, contexte)


def _renouveler(
    enregistrement: Enregistrement, suite: FichePubliee, debut: date, ligne: LigneActualisation, contexte: Contexte
) -> None:
    nouvelle = Enregistrement(
        certification=enregistrement.certification,
        repertoire=Repertoire.RS if suite.code.startswith("RS") else Repertoire.RNCP,
        code=suite.code,
        date_enregistrement=debut,
        renouvelle=enregistrement,
    )
    detail = LigneActualisation(suite.code, ligne.intitule)
    _actualiser(nouvelle, suite, detail, contexte)
    ligne.avertissements += detail.avertissements
    if nouvelle.pk:
        ligne.changements.append(f"renouvelée par {suite.code}, depuis le {date_longue(debut)}")
