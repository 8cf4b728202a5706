"""What is due around the juries themselves: designations, convocations, GTP, certificates. What is due on the files
they judge is kept with the files."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue
from jurys.choix import EtatJury
from jurys.models import Certificat, DemandeDesignation, Jury, OrganisationSyndicale
from jurys.regles.delai import (
    CERTIFICATS_REMISE,
    JURY_CONVOCATION,
    JURY_DESIGNATION,
    TRANSMISSION_GTP,
    date_limite_certificats,
    date_limite_convocation,
    date_limite_designation,
    date_limite_gtp,
)


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Everything the juries still wait for: 2 queries, and the centre's settings when they are not given."""
    centre = centre or parametres()
    return [*_preparation(centre), *_suites(centre)]


def _du_jury(
    jury: Jury, regle: Regle, limite: date, libelle: str, explication: str, centre: ParametresCentre
) -> Echeance:
    return Echeance(
        regle=regle,
        date_limite=limite,
        libelle=libelle,
        pour=f"Jury {jury.numero}, {centre.nom}",
        explication=f"{explication}, au plus tard le {date_longue(limite)}.",
        dossier_type=Jury._meta.label_lower,
        dossier_id=jury.pk,
        cle=f"{regle.code}:{jury.pk}:{limite.isoformat()}",
        destinataires=(centre.courriel,) if centre.courriel else (),
    )


def _preparation(centre: ParametresCentre) -> Iterator[Echeance]:
    """Unions to ask, members to convene, for the juries still in preparation: 1 query."""
    demandees = DemandeDesignation.objects.filter(jury=OuterRef(OuterRef("pk")), organisation=OuterRef("pk"))
    representatives = (
        OrganisationSyndicale.objects.filter(
            Q(fin__isnull=True) | Q(fin__gte=OuterRef("date")), debut__lte=OuterRef("date")
        )
        .filter(~Exists(demandees))
        .values("sigle")
    )
    jurys = (
        Jury.objects.filter(etat=EtatJury.PREPARATION).annotate(reste=Exists(representatives)).order_by("date", "pk")
    )
    for jury in jurys:
        if jury.reste:
            limite = date_limite_designation(jury.date)
            yield _du_jury(
                jury,
                JURY_DESIGNATION,
                limite,
                "Organisations syndicales à solliciter",
                f"{JURY_DESIGNATION.duree} calendaires avant le jury",
                centre,
            )
        limite = date_limite_convocation(jury.date)
        explication = f"{JURY_CONVOCATION.duree} calendaires avant le jury"
        yield _du_jury(jury, JURY_CONVOCATION, limite, "Jury à convoquer", explication, centre)


def _suites(centre: ParametresCentre) -> Iterator[Echeance]:
    """The GTP and the certificates, for the juries closed: 1 query."""
    delivres = Certificat.objects.filter(presentation__jury=OuterRef("pk"))
    clos = (
        Jury.objects.filter(etat=EtatJury.CLOS)
        .filter(Q(transmis_gtp_le__isnull=True) | Q(certificats_remis_le__isnull=True))
        .annotate(a_remettre=Exists(delivres), a_signer=Count("pieces", filter=Q(pieces__etat="rendu")))
        .order_by("date", "pk")
    )
    for jury in clos:
        if jury.transmis_gtp_le is None:
            limite = date_limite_gtp(jury.date)
            libelle = (
                "Pièces du jury à faire signer, puis dossier à transmettre au GTP"
                if jury.a_signer
                else "Dossier à transmettre au GTP"
            )
            explication = f"{TRANSMISSION_GTP.duree} après le jury"
            yield _du_jury(jury, TRANSMISSION_GTP, limite, libelle, explication, centre)
        if jury.certificats_remis_le is None and jury.a_remettre:
            limite = date_limite_certificats(jury.date, centre.certificats_mois)
            explication = f"{compte(centre.certificats_mois, 'mois')} après le jury"
            yield _du_jury(jury, CERTIFICATS_REMISE, limite, "Certificats à remettre", explication, centre)
