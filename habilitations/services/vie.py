"""What an OF tells during its accreditation: certifications taken on or dropped, surveys; and the centre's meetings."""

from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations import regles
from habilitations.choix import SensDeclaration
from habilitations.courriels import prevenir_centre
from habilitations.models import (
    DeclarationCertification,
    EnqueteOrganisme,
    OrganismeFormation,
    PresenceReunion,
    ReunionInformation,
)
from habilitations.queries.organisme import habilitation_le
from habilitations.services.dossier import FichierLu, conserver
from referentiels.models import Certification


@acte
def declarer_certification(
    *,
    organisme: OrganismeFormation,
    sens: str,
    certification: Certification | None,
    autre: str,
    le: date,
    motif: str,
    par: Utilisateur,
    a: datetime,
) -> DeclarationCertification:
    """A certification taken on or dropped from that day, while the OF is accredited; the centre is told."""
    if le > jour_de(a):
        raise RegleNonRespectee(regles.DECLARATION_CERTIFICATION, f"Le {date_longue(le)} est à venir.")
    if habilitation_le(organisme, le) is None:
        raise RegleNonRespectee(
            regles.DECLARATION_CERTIFICATION, f"L’organisme n’était pas habilité le {date_longue(le)}."
        )
    declaration = DeclarationCertification(
        organisme=organisme,
        sens=sens,
        certification=certification,
        autre=nettoyer_texte(autre),
        le=le,
        motif=nettoyer_texte(motif),
        saisie_le=a,
        saisie_par=par,
    )
    declaration.full_clean()
    declaration.save()
    verbe = "ajoutée" if sens == SensDeclaration.AJOUT else "abandonnée"
    phrase = f"Certification {verbe} à compter du {date_longue(le)} : {declaration.intitule}. {declaration.motif}"
    journaliser(organisme, "declaration", phrase, par=par, a=a)
    prevenir_centre(
        acte="habilitation_declaration",
        organisme=organisme,
        verbe=verbe,
        declaration=declaration,
        dossier=organisme,
        a=a,
    )
    return declaration


@acte
def retirer_declaration(*, declaration: DeclarationCertification, par: Utilisateur, a: datetime) -> None:
    """Declared by mistake; the journal keeps what it said."""
    phrase = f"Déclaration retirée : {declaration.intitule}, à compter du {date_longue(declaration.le)}."
    declaration.delete()
    journaliser(declaration.organisme, "declaration", phrase, par=par, a=a)


@acte
def deposer_enquete(
    *,
    organisme: OrganismeFormation,
    nature: str,
    debut: date,
    fin: date,
    interroges: int | None,
    reponses: int | None,
    fichier: FichierLu,
    par: Utilisateur,
    a: datetime,
) -> EnqueteOrganisme:
    """Results of a survey on a period that is over; the file has passed the gate."""
    if fin > jour_de(a):
        raise RegleNonRespectee(regles.ENQUETE_ORGANISME, f"La période court encore, jusqu’au {date_longue(fin)}.")
    enquete = EnqueteOrganisme(
        organisme=organisme,
        nature=nature,
        debut=debut,
        fin=fin,
        interroges=interroges,
        reponses=reponses,
        fichier=conserver(fichier, par, a),
        deposee_le=a,
        deposee_par=par,
    )
    enquete.full_clean()
    enquete.save()
    periode = f"du {date_longue(debut)} au {date_longue(fin)}"
    journaliser(
        organisme, "enquete", f"Enquête déposée, {enquete.get_nature_display().lower()}, {periode}.", par=par, a=a
    )
    return enquete


@acte
def retirer_enquete(*, enquete: EnqueteOrganisme, par: Utilisateur, a: datetime) -> None:
    """Deposited by mistake: the row and its bytes go, the journal says so."""
    organisme, fichier = enquete.organisme, enquete.fichier
    phrase = f"Enquête retirée, {enquete.get_nature_display().lower()} : {fichier.nom}."
    enquete.delete()
    fichier.delete()
    journaliser(organisme, "enquete", phrase, par=par, a=a)


@acte
def noter_reunion(
    *,
    date: date,
    lieu: str,
    sujet: str,
    par: Utilisateur,
    a: datetime,
    reunion: ReunionInformation | None = None,
) -> ReunionInformation:
    """A meeting of the centre, announced or held; the same act corrects it."""
    acte = "modification" if reunion else "creation"
    reunion = reunion or ReunionInformation(saisie_le=a, saisie_par=par)
    reunion.date, reunion.lieu, reunion.sujet = date, nettoyer_texte(lieu), nettoyer_texte(sujet)
    reunion.full_clean(exclude=["saisie_par"])
    reunion.save()
    phrase = f"Réunion d’information du {date_longue(date)}, {reunion.lieu} : {reunion.sujet}."
    journaliser(reunion, acte, phrase, par=par, a=a)
    return reunion


@acte
def noter_presence(
    *, reunion: ReunionInformation, organisme: OrganismeFormation, personnes: str, par: Utilisateur, a: datetime
) -> PresenceReunion:
    """Who came for an OF; entered again, the names replace those noted before."""
    if reunion.date > jour_de(a):
        raise ErreurMetier(f"La réunion se tient le {date_longue(reunion.date)} : personne n’y est encore venu.")
    noms = [nom for ligne in nettoyer_texte(personnes).splitlines() if (nom := " ".join(ligne.split()))]
    if not noms:
        raise ErreurMetier("Le nom d’une personne venue, au moins, est attendu.")
    presence, _ = PresenceReunion.objects.update_or_create(
        reunion=reunion, organisme=organisme, defaults={"personnes": "\n".join(noms)}
    )
    presence.full_clean()
    journaliser(reunion, "presence", f"Venus pour {organisme.nom} : {', '.join(noms)}.", par=par, a=a)
    return presence


@acte
def retirer_presence(*, presence: PresenceReunion, par: Utilisateur, a: datetime) -> None:
    presence.delete()
    journaliser(presence.reunion, "presence", f"Présence retirée : {presence.organisme.nom}.", par=par, a=a)
