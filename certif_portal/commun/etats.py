"""State machines: a table of allowed transitions beside each list of states."""

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, TextChoices

from certif_portal.commun.choix import AUTOUR
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.typographie import date_entiere, heure

E = TypeVar("E", bound=TextChoices)
# The file whose journal tells the acts on its parts.
DOSSIERS = ("inscription", "jury", "commission", "audit", "dossier", "candidat")


def verifier_transition(transitions: Mapping[E, set[E]], objet: Model | str, vers: E, champ: str = "etat") -> None:
    """Raise TransitionInterdite unless the table allows going from the state of `objet` (or from this state) to `vers`.

    Who opened the page before somebody else acted is told who did, and when: the last line of the journal.
    """
    etat = type(vers)(getattr(objet, champ) if isinstance(objet, Model) else objet)
    if vers in transitions[etat]:
        return
    suite = _dernier_acte(objet) if isinstance(objet, Model) else ""
    if etat == vers:
        raise TransitionInterdite(f"C’est déjà fait : l’état est « {etat.label} ».{suite}")
    raise TransitionInterdite(
        f"Cela n’est pas possible ici : l’état est « {etat.label} », « {vers.label} » ne peut pas le suivre.{suite}"
    )


def empechement_de(transitions: Mapping[E, set[E]], objet: Model, vers: E, champ: str = "etat") -> str:
    """Why the act that leads to `vers` is refused today, said by its page before anything is typed; or empty."""
    try:
        verifier_transition(transitions, objet, vers, champ)
    except TransitionInterdite as refus:
        return str(refus)
    return ""


def _dernier_acte(objet: Model) -> str:
    acte = _journal(objet)
    if acte is None:
        return ""
    return f" Dernier acte : {acte.par_nom}, le {date_entiere(acte.le)} à {heure(acte.le)}."


def _journal(objet: Model) -> EntreeJournal | None:
    """The last act that changed the object, or the file that it is a part of."""
    if acte := journal_de(objet).exclude(acte__in=AUTOUR).first():
        return acte
    for nom in DOSSIERS:
        try:
            champ = objet._meta.get_field(nom)
        except FieldDoesNotExist:
            continue
        if champ.is_relation and isinstance(dossier := getattr(objet, nom, None), Model):
            return _journal(dossier)
    return None
