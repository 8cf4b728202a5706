"""What is written in a grid, whichever door it comes by: the form of a page, or the operations of a tablet.

Nothing is ever written over what its author had not seen, and nothing received is dropped: what cannot be applied is
kept for the staff (decision 0305).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.typographie import date_longue, jour_de, typographier
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatGrille, ModaliteUtilisee, SorteSaisie, StatutOperation
from evaluations.models import Appreciation, Evaluateur, Grille, NoteEvaluateur, OperationRecue, Passage
from evaluations.models.saisie import Saisie
from evaluations.queries.independance import profil
from evaluations.queries.place import Place, verrouiller_places
from evaluations.queries.saisie import Lot, ligne_en_json
from evaluations.regles.grille import (
    COMMENTAIRE_NON_MAITRISE,
    GRILLE_SEANCE,
    PHRASES,
    commentaire_suffisant,
    saisie_ouverte,
)
from evaluations.regles.independance import INDEPENDANCE_DECLARATION, manquements_independance
from evaluations.regles.saisie import (
    EtatLigne,
    Operation,
    OperationIllisible,
    Valeur,
    Verdict,
    cle_operation,
    empreinte_operation,
    lire_operation,
    numero_lu,
    verdict,
)
from evaluations.services.grille import annuler_signatures, juger_composition
from referentiels.models import Competence

ECRITS = [champ.name for champ in Saisie._meta.get_fields()] + ["saisie_par", "passage"]
CONTESTEE = (
    "Quelqu’un d’autre a évalué cette compétence entre-temps : les deux saisies sont gardées, à vous de dire laquelle "
    "vaut."
)
SCELLEE = "Cette grille est scellée : elle ne change plus."


@dataclass(frozen=True)
class Ecriture:
    """One value to write, what its screen was based on, and by whom."""

    place: Place
    evaluateur: Evaluateur
    competence: int
    passage: int
    valeur: Valeur
    version: int
    appareil: str = ""
    rang: int = 0

    @property
    def cle(self) -> tuple[int, int]:
        return self.place.grille.pk, self.competence


@acte
def apprecier(
    *,
    grille: Grille,
    competence: Competence,
    passage: Passage,
    maitrisee: bool | None,
    commentaire: str = "",
    criteres: Iterable[int] = (),
    modalites: Collection[str] = (),
    preuves: str = "",
    evaluateur: Evaluateur,
    version_lue: int | None = None,
    a: datetime,
) -> Appreciation:
    """Write the common line of one competence; a change after a signature cancels the signatures.

    `version_lue`: the version the screen showed (0 when there was none); None when the caller has just read the line.
    When somebody else has written since, both are kept and the line returned is `en_conflit`.
    """
    place = verrouiller_places(evaluateur.utilisateur, [grille.pk], [passage.pk])[grille.pk]
    if place.grille.etat == EtatGrille.SCELLEE:
        raise TransitionInterdite(SCELLEE)
    modalites = tuple(connue for connue in ModaliteUtilisee.values if connue in modalites)
    valeur = Valeur(maitrisee, modalites, tuple(sorted(criteres)), preuves.strip(), commentaire.strip())
    obstacles = list(_obstacles_a_la_saisie(place, competence.pk, passage.pk, a))
    if maitrisee is not None and not commentaire_suffisant(maitrisee, valeur.commentaire):
        obstacles.append(RegleNonRespectee(COMMENTAIRE_NON_MAITRISE, PHRASES["commentaire"]))
    refuser_si(obstacles)
    lot = Lot(frozenset({(grille.pk, competence.pk)}))
    lue = lot.lignes.get((grille.pk, competence.pk))
    version = (lue.version if lue else 0) if version_lue is None else version_lue
    ligne = ecrire_le_commun(lot, Ecriture(place, evaluateur, competence.pk, passage.pk, valeur, version), a)
    garder_le_lot(lot, {grille.pk: place}, evaluateur.utilisateur, a)
    return ligne


def recevoir_operations(
    *, utilisateur: Utilisateur, appareil: str, operations: Sequence[Any], a: datetime
) -> list[dict[str, Any]]:
    """Apply each operation exactly once, and say what became of each; the whole batch is written, or nothing of it.

    It is played as if all were new: what was received before is only looked for when the database says so.
    """
    connues: dict[str, list[OperationRecue]] = {}
    while True:
        try:
            return _recevoir(utilisateur, appareil, operations, connues, a)
        except IntegrityError:
            avant, connues = connues, _deja_recues(operations)
            if connues == avant:  # each turn knows more of the batch, or the refusal is about something else
                raise


@acte
def _deja_recues(operations: Sequence[Any]) -> dict[str, list[OperationRecue]]:
    """Known of the base, in front of its second wall: the key that refused the batch may be of somebody who no longer
    sits, and whose batch would be refused for ever."""
    connues: dict[str, list[OperationRecue]] = {}
    for operation in OperationRecue.objects.filter(cle__in=[cle_operation(brut) for brut in operations]):
        connues.setdefault(str(operation.cle), []).append(operation)
    return connues


@acte
def _recevoir(
    utilisateur: Utilisateur,
    appareil: str,
    operations: Sequence[Any],
    connues: dict[str, list[OperationRecue]],
    a: datetime,
) -> list[dict[str, Any]]:
    reception = _Reception(utilisateur, appareil, a, {cle: list(recues) for cle, recues in connues.items()})
    reception.preparer([brut for brut in operations if not reception.deja(brut)])
    resultats = [reception.recevoir(brut) for brut in operations]
    reception.enregistrer()
    return resultats


@dataclass
class _Reception:
    """One batch under way. `connues`: what was received under each id, before or in this batch."""

    utilisateur: Utilisateur
    appareil: str
    a: datetime
    connues: dict[str, list[OperationRecue]]
    nouvelles: list[OperationRecue] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    lot: Lot = field(default_factory=lambda: Lot(frozenset()))

    def deja(self, brut: Any) -> OperationRecue | None:
        sha = empreinte_operation(brut)
        return next((o for o in self.connues.get(str(cle_operation(brut)), []) if o.sha256 == sha), None)

    def preparer(self, nouvelles: Sequence[Any]) -> None:
        """Lock the grids named, and read nothing else before."""
        grilles = {numero for brut in nouvelles if (numero := numero_lu(brut, "grille"))}
        if grilles:
            passages = {numero for brut in nouvelles if (numero := numero_lu(brut, "passage"))}
            self.places = verrouiller_places(self.utilisateur, grilles, passages)
        self.lot = Lot(frozenset((numero_lu(brut, "grille"), numero_lu(brut, "competence")) for brut in nouvelles))

    def recevoir(self, brut: Any) -> dict[str, Any]:
        if deja := self.deja(brut):
            rejouee = {"statut": "rejouee"} if deja.statut == StatutOperation.APPLIQUEE else {}
            return deja.reponse | rejouee
        cle = str(cle_operation(brut))
        doublon = bool(self.connues.get(cle))
        statut, suite = self._appliquer(brut, doublon)
        reponse = {"id": brut.get("id") if isinstance(brut, dict) else None, "statut": statut, **suite}
        operation = OperationRecue(
            cle=cle,
            sha256=empreinte_operation(brut),
            doublon=doublon,
            auteur=self.utilisateur,
            appareil=self.appareil,
            grille=place.grille if (place := self.places.get(numero_lu(brut, "grille"))) else None,
            corps=json.dumps(brut),
            statut=statut,
            phrase=suite.get("phrase", ""),
            reponse=reponse,
            recue_le=self.a,
        )
        self.connues.setdefault(cle, []).append(operation)
        self.nouvelles.append(operation)
        return reponse

    def _appliquer(self, brut: Any, doublon: bool) -> tuple[StatutOperation, dict[str, Any]]:
        try:
            operation = lire_operation(brut)
            if doublon:
                raise OperationIllisible("Une autre saisie a déjà été reçue sous le même identifiant.")
            ecriture = self._verifier(operation)
        except (OperationIllisible, ErreurMetier) as refus:
            phrases = refus.phrases if isinstance(refus, ErreurMetier) else [str(refus)]
            return StatutOperation.QUARANTAINE, {"version": 0, "phrase": typographier(" ".join(phrases))}
        ecrire = ecrire_la_note if operation.sorte == SorteSaisie.NOTE else ecrire_le_commun
        ligne = ecrire(self.lot, ecriture, self.a)
        if not ligne.tranchable:  # who is told a version has been shown all that it holds
            return StatutOperation.APPLIQUEE, {"version": ligne.version}
        return StatutOperation.CONFLIT, {
            "version": ligne.version,
            "actuelle": ligne_en_json(ligne),
            "phrase": typographier(CONTESTEE),
        }

    def _verifier(self, operation: Operation) -> Ecriture:
        """Raises ErreurMetier with all that stops it."""
        place = self.places.get(operation.grille)
        if place is None:
            raise ErreurMetier("Cette grille n’existe pas, ou plus.")
        if place.grille.etat == EtatGrille.SCELLEE:
            raise TransitionInterdite(SCELLEE)
        refuser_si(list(_obstacles_a_la_saisie(place, operation.competence, operation.passage, self.a)))
        return Ecriture(
            place,
            place.evaluateur,
            operation.competence,
            operation.passage,
            operation.valeur,
            operation.version,
            self.appareil,
            operation.rang,
        )

    def enregistrer(self) -> None:
        garder_le_lot(self.lot, self.places, self.utilisateur, self.a)
        OperationRecue.objects.bulk_create(self.nouvelles)


def ecrire_le_commun(lot: Lot, ecriture: Ecriture, a: datetime) -> Appreciation:
    """The line as it stands after."""
    ligne = lot.lignes.get(ecriture.cle)
    if ligne is None:
        ligne = lot.lignes[ecriture.cle] = _nouvelle(Appreciation, ecriture)
    _ecrire(lot, ligne, ecriture, a)
    return ligne


def ecrire_la_note(lot: Lot, ecriture: Ecriture, a: datetime) -> NoteEvaluateur:
    """One's own note; decisions that differ between members are to be settled on the common line."""
    notes = lot.notes[ecriture.cle]
    note = next((note for note in notes if note.saisie_par_id == ecriture.evaluateur.pk), None)
    if note is None:
        note = _nouvelle(NoteEvaluateur, ecriture)
        notes.append(note)
    avant = note.maitrisee
    _ecrire(lot, note, ecriture, a)
    decisions = {autre.maitrisee for autre in notes if autre.maitrisee is not None}
    if note.maitrisee != avant and len(notes) > 1:
        _noter_le_desaccord(lot, ecriture, len(decisions) > 1, a)
    return note


def _noter_le_desaccord(lot: Lot, ecriture: Ecriture, desaccord: bool, a: datetime) -> None:
    """From now on the screens show both decisions; the line waits for somebody who has seen them."""
    ligne = lot.lignes.get(ecriture.cle)
    if desaccord and ligne is None:
        ligne = lot.lignes[ecriture.cle] = _nouvelle(Appreciation, ecriture)
    if ligne is None or ligne.autres or desaccord == bool(ligne.tranchable):
        return
    ligne.version += 1
    ligne.tranchable = ligne.version if desaccord else 0
    ligne.d_autrui = ligne.version
    if not ligne.pk:
        ligne.saisie_le = a
    lot.ecrire(ligne)


def _nouvelle(modele: type[Any], ecriture: Ecriture) -> Any:
    grille, competence = ecriture.cle
    return modele(
        grille_id=grille,
        competence_id=competence,
        passage_id=ecriture.passage,
        saisie_par=ecriture.evaluateur,
        version=0,
    )


def _ecrire(lot: Lot, ligne: Any, ecriture: Ecriture, a: datetime) -> None:
    """Do what the verdict says: write, settle, keep beside, or nothing."""
    etat = EtatLigne(
        valeur=ligne.valeur,
        version=ligne.version,
        auteur=0 if ligne.sur_papier else ligne.saisie_par_id,
        appareil=ligne.appareil,
        rang=ligne.rang,
        d_autrui=ligne.d_autrui,
        tranchable=ligne.tranchable,
    )
    auteur, appareil = ecriture.evaluateur, ecriture.appareil
    rendu = verdict(
        etat, ecriture.valeur, auteur=auteur.pk, appareil=appareil, version=ecriture.version, rang=ecriture.rang
    )
    if rendu in (Verdict.IDENTIQUE, Verdict.DEPASSEE):
        return
    meme_main = bool(appareil) and (auteur.pk, appareil) == (etat.auteur, etat.appareil)
    ligne.version += 1
    if rendu is Verdict.CONTESTER:
        ligne.tranchable = ligne.d_autrui = ligne.version
        if not meme_main:
            _garder_a_cote(ligne, ecriture, a)
    elif not meme_main or rendu is Verdict.TRANCHER:
        ligne.d_autrui = etat.version
    if rendu is Verdict.TRANCHER:
        ligne.autres, ligne.tranchable = [], 0
    if rendu is not Verdict.CONTESTER or meme_main:
        ligne.valeur, ligne.saisie_le, ligne.saisie_par = ecriture.valeur, a, auteur
        ligne.sur_papier = False
        ligne.passage_id, ligne.appareil, ligne.rang = ecriture.passage, appareil, ecriture.rang
    lot.ecrire(ligne)


def _garder_a_cote(ligne: Saisie, ecriture: Ecriture, a: datetime) -> None:
    """The value of one author on one tablet; a later one of theirs takes its place."""
    qui = {"auteur": ecriture.evaluateur.pk, "appareil": ecriture.appareil}
    siennes = [autre for autre in ligne.autres if qui.items() <= autre.items()]
    if any(autre["rang"] > ecriture.rang for autre in siennes):
        return
    garde = qui | {
        "nom": str(ecriture.evaluateur),
        "le": a.isoformat(),
        "rang": ecriture.rang,
        "valeur": ecriture.valeur.en_json(),
    }
    ligne.autres = [autre for autre in ligne.autres if autre not in siennes] + [garde]


def garder_le_lot(lot: Lot, places: dict[int, Place], par: Utilisateur, a: datetime) -> None:
    """Write what changed, one query a table for new lines and one for old ones; signatures of what changed fall."""
    communes = [ligne for ligne in lot.ecrites.values() if isinstance(ligne, Appreciation)]
    _garder(Appreciation, communes)
    _garder(NoteEvaluateur, [note for note in lot.ecrites.values() if isinstance(note, NoteEvaluateur)])
    for pk in sorted({ligne.grille_id for ligne in communes}):
        if places[pk].grille.etat == EtatGrille.EN_SIGNATURE:
            annuler_signatures(places[pk].grille, "une appréciation a changé", auteur=str(par), par=par, a=a)


def _garder(modele: type[Any], changees: Sequence[Saisie]) -> None:
    nouvelles, anciennes = [ligne for ligne in changees if not ligne.pk], [ligne for ligne in changees if ligne.pk]
    modele.objects.bulk_create(nouvelles)
    if len(anciennes) == 1:
        anciennes[0].save(update_fields=ECRITS)
    else:
        modele.objects.bulk_update(anciennes, ECRITS)


def _obstacles_a_la_saisie(place: Place, competence: int, passage: int, a: datetime) -> Iterator[ErreurMetier]:
    """All that stops this line; who does not sit there is told that alone."""
    tour = place.tours.get(passage)
    if tour is None or not tour.vivante:
        yield ErreurMetier("Cette séance n’est pas, ou plus, une séance du candidat.")
        return
    if not tour.siege:
        yield ErreurMetier("Vous ne siégez pas à cette séance.")
        return
    if competence not in tour.competences:
        yield ErreurMetier("Cette compétence n’est pas prévue à cette séance.")
    if not saisie_ouverte(tour.date, jour_de(a)):
        yield RegleNonRespectee(GRILLE_SEANCE, f"La séance est le {date_longue(tour.date)}.")
    yield from juger_composition(tour.membres, tour.membres_attendus, tour.validation, tour.presidents)
    for manquement in manquements_independance(profil(place.evaluateur), place.entourage):
        yield RegleNonRespectee(manquement.regle, manquement.detail)
    if place.lien is None:
        yield RegleNonRespectee(INDEPENDANCE_DECLARATION, "Votre déclaration est attendue.")
    elif place.lien:
        yield RegleNonRespectee(INDEPENDANCE_DECLARATION, "Vous avez déclaré un lien avec ce candidat.")
