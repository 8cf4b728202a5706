"""What is due around the juries: opinions, designations, convocations, GTP, certificates."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue
from evaluations.choix import EtatAvis, EtatCommission
from evaluations.models import AvisEntreprise, LienAvis, Passage
from jurys.choix import EtatJury
from jurys.models import Certificat, DemandeDesignation, Jury, OrganisationSyndicale, Presentation
from jurys.regles.delai import (
    AVIS_AVANT_JURY,
    CERTIFICATS_REMISE,
    JURY_CONVOCATION,
    JURY_DESIGNATION,
    TRANSMISSION_GTP,
    date_limite_avis,
    date_limite_certificats,
    date_limite_convocation,
    date_limite_designation,
    date_limite_gtp,
)

A_VENIR = (EtatJury.PREPARATION, EtatJury.CONVOQUE)


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Everything the juries still wait for: 3 queries, and the centre's settings when they are not given."""
    centre = centre or parametres()
    return [*_avis(le, centre), *_preparation(centre), *_suites(centre)]


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


def _avis(le: date, centre: ParametresCentre) -> Iterator[Echeance]:
    """Opinions awaited: N days before the jury of the file, or before the next one after its evaluation: 1 query."""
    presentation = Presentation.objects.filter(inscription=OuterRef("inscription"), jury__etat__in=A_VENIR)
    seance = (
        Passage.objects.filter(inscription=OuterRef("inscription"))
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .order_by("-commission__date")
    )
    prochain = Jury.objects.filter(etat__in=A_VENIR, date__gte=OuterRef("repere")).order_by("date", "pk")
    lien = LienAvis.objects.filter(avis=OuterRef("pk"), revoque_le__isnull=True).order_by("-cree_le")
    attendus = (
        AvisEntreprise.objects.filter(etat=EtatAvis.ATTENDU, inscription__etat=EtatInscription.ACCEPTEE)
        .select_related("inscription__candidat", "inscription__entreprise")
        .annotate(
            repere=Coalesce(Subquery(seance.values("commission__date")[:1]), F("inscription__date_evaluation_prevue"))
        )
        .annotate(
            jury_le=Coalesce(Subquery(presentation.values("jury__date")[:1]), Subquery(prochain.values("date")[:1])),
            adresse=Subquery(lien.values("destinataire")[:1]),
        )
        .filter(jury_le__isnull=False, jury_le__gte=le)
        .order_by("pk")
    )
    for avis in attendus:
        limite = date_limite_avis(avis.jury_le, centre.avis_jours)
        adresse = avis.adresse or avis.inscription.tuteur_courriel
        yield Echeance(
            regle=AVIS_AVANT_JURY,
            date_limite=limite,
            libelle="Avis de l’entreprise à rendre",
            pour=f"{avis.inscription.candidat}, "
            f"{avis.inscription.tuteur_nom or avis.inscription.entreprise or 'le tuteur'}",
            explication=f"{compte(centre.avis_jours, 'jour')} avant le jury du {date_longue(avis.jury_le)}, au plus "
            f"tard le {date_longue(limite)}.",
            dossier_type=Inscription._meta.label_lower,
            dossier_id=avis.inscription_id,
            cle=f"{AVIS_AVANT_JURY.code}:{avis.inscription_id}:{limite.isoformat()}",
            destinataires=(adresse,) if adresse else (),
        )
