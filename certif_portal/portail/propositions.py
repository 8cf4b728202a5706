"""PROPOSITION-SOURCEE: what the recorded facts of the act would answer to the indicators of a renewal. Reads only."""

from datetime import date

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.indicateurs import INDICATEURS, Mesure
from certif_portal.portail.queries.bord import Bord, bord_de_l_acte
from habilitations.choix import SensDeclaration
from habilitations.criteres import CODES
from habilitations.models import DeclarationCertification, OrganismeFormation, PresenceReunion
from habilitations.queries.vie import VieHabilitation, vie_de
from habilitations.services.dossier import Proposition

DECLARATIONS, REUNIONS, ENQUETES = "certifications déclarées", "réunions d’information du centre", "enquêtes déposées"
TABLEAU = "tableau de bord"


def propositions_de(
    organisme: OrganismeFormation, *, par: Utilisateur, le: date, centre: ParametresCentre
) -> list[Proposition]:
    """One per indicator that the act's facts speak of; nothing where nothing was recorded."""
    bord = bord_de_l_acte(organisme, par, le=le, centre=centre)
    if bord is None:
        return []
    vie = vie_de(organisme, bord.debut, bord.fin)
    lignes: dict[str, list[tuple[str, str]]] = {code: [] for code in CODES}  # indicator -> (sentence, source)
    for indicateur in INDICATEURS:
        mesure = bord.mesures[indicateur.code]
        if mesure.taux is not None:
            lignes[indicateur.indicateur].append((_en_mots(mesure), TABLEAU))
    lignes["5.2"] += _par_bloc(bord)
    for code, phrase, source in _de_la_vie(vie):
        lignes[code].append((phrase, source))
    return [_proposition(code, siennes, bord) for code, siennes in lignes.items() if siennes]


def _proposition(code: str, lignes: list[tuple[str, str]], bord: Bord) -> Proposition:
    periode = f"Du {date_longue(bord.debut)} au {date_longue(bord.fin)}"
    sources = ", ".join(dict.fromkeys(source for _, source in lignes))
    texte = "\n".join([f"{periode} :", *(f"- {phrase}" for phrase, _ in lignes)])
    return Proposition(code, texte, f"{tete_de_phrase(sources)}, {periode[:1].lower()}{periode[1:]}")


def _en_mots(mesure: Mesure) -> str:
    """« Livrets déposés dans le délai : 46 sur 50 (92 %). »"""
    part = f"{mesure.numerateur} sur {mesure.denominateur} ({round((mesure.taux or 0) * 100)} %)"
    return f"{mesure.indicateur.libelle} : {part}."


def _par_bloc(bord: Bord) -> list[tuple[str, str]]:
    return [
        (f"{' '.join(filter(None, (bloc.numero, bloc.intitule)))} : {bloc.valides} sur {bloc.presentes}.", TABLEAU)
        for bloc in bord.blocs
    ]


def _de_la_vie(vie: VieHabilitation) -> list[tuple[str, str, str]]:
    """Declarations feed 1.1, meetings 1.2 and 6.1, surveys 6.2; the oldest first, as one tells them."""
    phrases = [("1.1", _declaree(ligne), DECLARATIONS) for ligne in reversed(vie.declarations)]
    for presence in reversed(vie.presences):
        phrases += [(code, _suivie(presence), REUNIONS) for code in ("1.2", "6.1")]
    for enquete in reversed(vie.enquetes):
        reponses = f", {enquete.reponses} réponses sur {enquete.interroges}" if enquete.reponses is not None else ""
        periode = f"du {date_longue(enquete.debut)} au {date_longue(enquete.fin)}"
        phrases.append(("6.2", f"Enquête « {enquete.get_nature_display()} » {periode}{reponses}.", ENQUETES))
    return phrases


def _declaree(declaration: DeclarationCertification) -> str:
    verbe = "Ajout" if declaration.sens == SensDeclaration.AJOUT else "Abandon"
    return f"{verbe} de {declaration.intitule} à compter du {date_longue(declaration.le)} : {declaration.motif}"


def _suivie(presence: PresenceReunion) -> str:
    reunion = presence.reunion
    return f"Réunion du {date_longue(reunion.date)}, « {reunion.sujet} » : {', '.join(presence.noms)}."
