"""A jury is created, moved, cancelled; its members are designated."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.regles import Effet
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes import services as comptes
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from jurys import courriels
from jurys.choix import AVANT_OUVERTURE, TRANSITIONS_JURY, EtatJury, EtatPiece, NaturePiece
from jurys.models import Jury, MembreJury, OrganisationSyndicale, PersonneJury
from jurys.queries.calendrier import informee_le
from jurys.queries.designation import a_prevenir, acces_a_prolonger
from jurys.queries.ecrans import membres_de, siege_de
from jurys.queries.siege import liens_du_jury
from jurys.regles.composition import JURY_PRESIDENT, controler_composition, peut_presider
from jurys.regles.delai import fin_acces_jure
from jurys.services.envoi import envoyer_convocations

FICHE = (
    *("nom", "prenom", "courriel", "college", "organisation", "travail_temporaire"),
    *("entreprise", "qualite", "qualification", "salarie_branche"),
)


def verrouiller_jury(jury: Jury) -> Jury:
    """The row of the jury, locked until the end of the transaction."""
    return Jury.objects.select_for_update(of=("self",), no_key=True).get(pk=jury.pk)


def exiger_avant_ouverture(jury: Jury) -> None:
    if jury.etat not in AVANT_OUVERTURE:
        raise ErreurMetier(f"Le jury est « {jury.get_etat_display()} » : sa composition ne change plus.")


@acte
def creer_jury(*, numero: str, date_jury: date, heure: time | None, lieu: str, par: Utilisateur, a: datetime) -> Jury:
    jury = Jury(numero=numero, date=date_jury, heure=heure, lieu=lieu, creee_le=a)
    jury.full_clean()
    jury.save()
    journaliser(jury, "creation", f"Jury {numero} prévu le {date_longue(date_jury)}, {lieu}.", par=par, a=a)
    return jury


@acte
def modifier_jury(*, jury: Jury, date_jury: date, heure: time | None, lieu: str, par: Utilisateur, a: datetime) -> Jury:
    """The date moves as long as nobody is convened; the unions asked and the members designated are told of it.
    Afterwards the members are convened anew, for another hour or place."""
    jury = verrouiller_jury(jury)
    exiger_avant_ouverture(jury)
    convoque = jury.etat == EtatJury.CONVOQUE
    if convoque and date_jury != jury.date:
        raise ErreurMetier("Le jury est convoqué : sa date ne change plus. Annulez-le et créez-en un autre.")
    avant = (jury.date, jury.heure, jury.lieu)
    change = avant != (date_jury, heure, lieu)
    jury.date, jury.heure, jury.lieu = date_jury, heure, lieu
    jury.full_clean()
    jury.save(update_fields=["date", "heure", "lieu"])
    if change:
        journaliser(jury, "modification", f"Jury déplacé : {date_longue(date_jury)}, {lieu}.", par=par, a=a)
        _composition_changee(jury, par, a)
        if date_jury > avant[0]:
            _prolonger_les_acces(jury, par, a)
        if convoque:
            envoyer_convocations(jury, membres_de(jury), par, a)
        else:
            courriels.deposer_changement(jury, a_prevenir(jury), avant=avant, a=a)
    return jury


def _prolonger_les_acces(jury: Jury, par: Utilisateur, a: datetime) -> None:
    """An access opened for the day it was to be held would close before the one it is held on. One withdrawn is not
    opened again, and nobody extends their own."""
    le, fin = jour_de(a), fin_acces_jure(jury.date)
    if fin < le:
        return
    for membre in acces_a_prolonger(jury, fin, le).exclude(utilisateur=par):
        _ouvrir_l_acces(membre, par, a)


@acte
def annuler_jury(*, jury: Jury, motif: str, par: Utilisateur, a: datetime) -> Jury:
    """The candidates attached are released; they may be presented to another jury. Who was asked, or designated, is
    told."""
    jury = verrouiller_jury(jury)
    verifier_transition(TRANSITIONS_JURY, jury, EtatJury.ANNULE)
    if not motif.strip():
        raise ErreurMetier("Dites pourquoi le jury est annulé.")
    liberes = jury.presentations.count()
    courriels.deposer_changement(jury, a_prevenir(jury), motif=motif.strip(), a=a)
    jury.presentations.all().delete()
    jury.etat = EtatJury.ANNULE
    jury.full_clean()
    jury.save(update_fields=["etat"])
    suite = f" Candidats libérés : {liberes}." if liberes else ""
    journaliser(jury, "annulation", f"Jury annulé : {motif.strip()}{suite}", par=par, a=a)
    return jury


@dataclass(frozen=True)
class DonneesMembre:
    """What the form says of a member."""

    nom: str
    prenom: str
    college: str
    courriel: str = ""
    organisation: OrganisationSyndicale | None = None
    travail_temporaire: bool = False
    entreprise: str = ""
    qualite: str = ""
    qualification: str = ""
    salarie_branche: bool | None = None
    preside: bool = False
    suppleant: bool = False
    ouvrir_acces: bool = False
    personne: PersonneJury | None = None  # picked in the directory

    def fiche(self) -> dict[str, Any]:
        """What the directory keeps."""
        return {champ: getattr(self, champ) for champ in FICHE}


@acte
def designer_membre(*, jury: Jury, donnees: DonneesMembre, par: Utilisateur, a: datetime) -> MembreJury:
    """Add a member or a guest; the maxima of the delegations are held, an earlier president is replaced.

    Somebody added after the convocation is convened at once: unions may send one or the other of their
    representatives, so the 15 days bind the convocation of the jury, not each replacement (decision 0041).
    """
    jury = verrouiller_jury(jury)
    exiger_avant_ouverture(jury)
    if donnees.preside and not peut_presider(donnees.college):
        raise RegleNonRespectee(JURY_PRESIDENT, "Le président vient de la délégation que compose l’UIMM.")
    if donnees.preside:
        jury.membres.filter(preside=True).update(preside=False)
    membre = MembreJury(
        jury=jury,
        personne=donnees.personne or retenir_personne(donnees.fiche()),
        preside=donnees.preside,
        suppleant=donnees.suppleant,
        **donnees.fiche(),
    )
    membre.full_clean()
    membre.save()
    _verifier_maxima(jury)
    verifier_siege(jury, membre)
    if donnees.ouvrir_acces:
        membre = inviter_membre_jury(membre=membre, par=par, a=a)
    qualite = ", préside" if membre.preside else ""
    journaliser(jury, "membre", f"{membre} rejoint le jury ({membre.get_college_display()}{qualite}).", par=par, a=a)
    _composition_changee(jury, par, a)
    if jury.etat == EtatJury.CONVOQUE:
        envoyer_convocations(jury, [membre], par, a)
    return membre


def _verifier_maxima(jury: Jury) -> None:
    """A breach undoes the transaction; the missing president is only asked for at the convocation."""
    sieges = [siege_de(membre) for membre in membres_de(jury)]
    bloquants = [c for c in controler_composition(sieges, []) if c.bloquant and c.regle != JURY_PRESIDENT]
    refuser_si(RegleNonRespectee(constat.regle, constat.detail) for constat in bloquants)


def verifier_siege(jury: Jury, membre: MembreJury) -> None:
    """No vote for who reads the names, represents an OF, or is the tutor or an evaluator of a candidate of the day."""
    trouves = liens_du_jury(jury, [membre], jury.date)
    refuser_si(RegleNonRespectee(lien.regle, lien.detail) for lien in trouves if lien.regle.effet == Effet.BLOQUANTE)


def retenir_personne(fiche: dict[str, Any]) -> PersonneJury:
    """The entry of the directory: the same name with the same address, or with none on one side; else a new one."""
    cle = cle_recherche(fiche["nom"], fiche["prenom"])
    connues = PersonneJury.objects.select_for_update(of=("self",), no_key=True).filter(cle=cle).order_by("pk")
    adresse = fiche["courriel"].lower()
    proches = [connue for connue in connues if not adresse or connue.courriel.lower() in ("", adresse)]
    personne = max(proches, key=lambda connue: connue.courriel.lower() == adresse, default=PersonneJury())
    for champ, valeur in fiche.items():
        setattr(personne, champ, personne.courriel if champ == "courriel" and not valeur else valeur)
    personne.cle, personne.retiree_le = cle, None
    personne.full_clean()
    personne.save()
    return personne


@acte
def inviter_membre_jury(*, membre: MembreJury, par: Utilisateur, a: datetime) -> MembreJury:
    """Open the portal to a member, until a month after the jury."""
    if not courriels.adresse_de(membre):
        raise ErreurMetier("Une adresse électronique est attendue pour ouvrir l’accès au portail.")
    jury = membre.jury
    verifier_siege(jury, membre)
    membre.utilisateur = _ouvrir_l_acces(membre, par, a)
    membre.full_clean()
    membre.save(update_fields=["utilisateur"])
    journaliser(jury, "acces", f"Accès au portail ouvert à {membre}.", par=par, a=a)
    return membre


def _ouvrir_l_acces(membre: MembreJury, par: Utilisateur, a: datetime) -> Utilisateur:
    """The account of a member, which may come in until the end of the jury's delay; one that may already goes on."""
    jury = membre.jury
    invitation = comptes.inviter(
        courriel=membre.utilisateur.email if membre.utilisateur else courriels.adresse_de(membre),
        prenom=membre.prenom,
        nom=membre.nom,
        role=Role.JURE,
        portee=f"Jury {jury.numero} du {date_longue(jury.date)}",
        fin_acces=fin_acces_jure(jury.date),
        par=par,
        a=a,
    )
    return invitation.utilisateur


@acte
def designer_president(*, membre: MembreJury, par: Utilisateur, a: datetime) -> MembreJury:
    jury = verrouiller_jury(membre.jury)
    exiger_avant_ouverture(jury)
    if not peut_presider(membre.college):
        raise RegleNonRespectee(JURY_PRESIDENT, "Le président vient de la délégation que compose l’UIMM.")
    jury.membres.filter(preside=True).update(preside=False)
    membre.preside = True
    membre.full_clean()
    membre.save(update_fields=["preside"])
    journaliser(jury, "presidence", f"{membre} préside désormais le jury.", par=par, a=a)
    _composition_changee(jury, par, a)
    return membre


@acte
def retirer_membre_jury(*, membre: MembreJury, par: Utilisateur, a: datetime) -> None:
    """Their access shows nothing of this jury any more: visibility follows the membership."""
    jury = verrouiller_jury(membre.jury)
    exiger_avant_ouverture(jury)
    journaliser(jury, "membre", f"{membre} ne fait plus partie du jury.", par=par, a=a)
    membre.delete()
    _composition_changee(jury, par, a)


def perimer_emargement(jury: Jury, par: Utilisateur, a: datetime) -> None:
    """The émargement printed before the meeting no longer says who sits, or how many candidates: to be edited again."""
    if jury.pieces.filter(nature=NaturePiece.EMARGEMENT, etat=EtatPiece.RENDU).delete()[0]:
        journaliser(
            jury, "emargement", "La feuille d’émargement n’est plus à jour : à éditer de nouveau.", par=par, a=a
        )


def _composition_changee(jury: Jury, par: Utilisateur, a: datetime) -> None:
    """The émargement is edited again; a CPREFP told of what is no longer so must be told again: not of a guest, nor
    once what it was told is true again."""
    perimer_emargement(jury, par, a)
    avant, jury.cpref_informee_le = jury.cpref_informee_le, informee_le(jury)
    if avant == jury.cpref_informee_le:
        return
    jury.save(update_fields=["cpref_informee_le"])
    dit = (
        "Ce que la CPREFP a appris de ce jury est de nouveau exact."
        if jury.cpref_informee_le
        else "La composition ou la date a changé : la CPREFP est à informer de nouveau."
    )
    journaliser(jury, "cpref", dit, par=par, a=a)
