"""Mails around the jury: who, and what the text needs. The services decide when."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.urls import reverse

from candidats.models import AlarmeSuivi
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.agenda import RendezVous
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.invitations import joindre
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from habilitations.courriels import adresses_de
from habilitations.models import OrganismeFormation
from jurys.models import DossierGTP, Jury, MembreJury, OrganisationSyndicale, Presentation
from jurys.queries.designation import APrevenir
from jurys.queries.titre import titres_decides, titres_presentes
from jurys.regles.delai import date_limite_convocation


def deposer_dossier_gtp(dossier: DossierGTP, destinataire: str, centre: ParametresCentre, a: datetime) -> Courriel:
    """The archive itself goes with the mail."""
    contexte = {"dossier": dossier, "jury": dossier.jury, "centre": centre}
    return deposer_courriel(
        destinataire=destinataire,
        acte="dossier_gtp",
        contexte=contexte,
        a=a,
        dossier=dossier.jury,
        fichier=dossier.archive,
    )


def deposer_demande_designation(jury: Jury, organisation: OrganisationSyndicale, a: datetime) -> None:
    """To a union that has an address; the others are sent a letter."""
    contexte = {
        "jury": jury,
        "organisation": organisation,
        "centre": parametres(),
        "titres": titres_presentes(jury),
        "limite": date_limite_convocation(jury.date),
    }
    deposer_courriel(destinataire=organisation.courriel, acte="jury_designation", contexte=contexte, a=a, dossier=jury)


def deposer_retrait_designation(jury: Jury, organisation: OrganisationSyndicale, motif: str, a: datetime) -> None:
    contexte = {"jury": jury, "organisation": organisation, "centre": parametres(), "motif": motif}
    deposer_courriel(
        destinataire=organisation.courriel, acte="jury_designation_retiree", contexte=contexte, a=a, dossier=jury
    )


def deposer_changement(
    jury: Jury,
    qui: APrevenir,
    *,
    avant: tuple[date, time | None, str] | None = None,
    motif: str = "",
    a: datetime,
) -> None:
    """A jury that moves (`avant`: its day, hour and place until now), or is cancelled for a reason: that takes it away
    from the calendars where a convocation put it, and from no other."""
    contexte = {"jury": jury, "centre": parametres(), "avant": avant, "motif": motif}
    poses: set[str] = set() if avant else _poses(jury)
    annulation = joindre(_rendez_vous(jury), a, annule=True) if poses else None
    for adresse in dict.fromkeys(adresse for adresse, _ in qui.adresses):
        deposer_courriel(
            destinataire=adresse,
            acte="jury_changement",
            contexte=contexte,
            a=a,
            dossier=jury,
            fichier=annulation if adresse in poses else None,
        )


def _poses(jury: Jury) -> set[str]:
    """The addresses that were sent the meeting for their calendar."""
    du_jury = Courriel.objects.filter(dossier_type=jury._meta.label_lower, dossier_id=jury.pk)
    convocations = du_jury.filter(acte="jury_convocation", fichier__isnull=False)
    return set(convocations.values_list("destinataire", flat=True))


def _rendez_vous(jury: Jury) -> RendezVous:
    """The same for everybody: it names nobody. Its key is that of the agenda of the portal."""
    return RendezVous(
        f"jury-{jury.pk}", f"Jury {jury.numero}", jury.date, jury.heure, jury.lieu, "Jury paritaire de délibération."
    )


def adresse_de(membre: MembreJury) -> str:
    return membre.courriel or (membre.utilisateur.email if membre.utilisateur else "")


def deposer_convocations(jury: Jury, membres: Iterable[MembreJury], a: datetime) -> None:
    """One mail per member, with the meeting for their calendar; one copy per union that mandated; to those who have an
    address. Convened anew, the same meeting moves."""
    membres = list(membres)
    rendez_vous = joindre(_rendez_vous(jury), a) if any(map(adresse_de, membres)) else None
    contexte = {
        "jury": jury,
        "centre": parametres(),
        "lien": settings.ADRESSE_PUBLIQUE + reverse("jury_detail", args=[jury.pk]),
    }
    for membre in membres:
        if adresse_de(membre):
            deposer_courriel(
                destinataire=adresse_de(membre),
                acte="jury_convocation",
                contexte=contexte | {"membre": membre},
                a=a,
                dossier=jury,
                fichier=rendez_vous,
            )
    mandants = {membre.organisation for membre in membres if membre.organisation}
    for organisation in sorted(mandants, key=lambda o: o.sigle):
        if organisation.courriel:
            mandates = [membre for membre in membres if membre.organisation == organisation]
            deposer_courriel(
                destinataire=organisation.courriel,
                acte="jury_convocation_copie",
                contexte=contexte | {"organisation": organisation, "mandates": mandates},
                a=a,
                dossier=jury,
            )


def annoncer_resultats(
    jury: Jury, organisme: OrganismeFormation, presentations: Iterable[Presentation], *, a: datetime
) -> None:
    """To the managers of one OF: what was decided of its own candidates, title by title."""
    lignes = [
        f"{titre.presentation.inscription.candidat}, {titre.code} {titre.intitule} : {titre.decision}"
        for titre in sorted(titres_decides(presentations), key=lambda t: (t.code, str(t.presentation.inscription)))
    ]
    contexte = {
        "jury": jury,
        "lignes": lignes,
        "centre": parametres(),
        "lien": settings.ADRESSE_PUBLIQUE + reverse("certificat_liste"),
    }
    for adresse in adresses_de(organisme):
        deposer_courriel(destinataire=adresse, acte="resultats_organisme", contexte=contexte, a=a, dossier=jury)


def alerter_suivi(alarme: AlarmeSuivi, a: datetime) -> None:
    """To each responsable of that day; the page of the staff shows it too."""
    responsables = Attribution.objects.en_cours(jour_de(a)).filter(role=Role.RESPONSABLE, utilisateur__is_active=True)
    for adresse in responsables.order_by().values_list("utilisateur__email", flat=True).distinct():
        deposer_courriel(destinataire=adresse, acte="alarme_suivi", contexte={"alarme": alarme}, a=a)
