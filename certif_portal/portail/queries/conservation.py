"""What is due to go on a day: one row of the table per thing that goes, its rule, and the SQL that says which.

`dues` never takes a row that a legal hold keeps (CONSERVATION-GEL), nor one that an earlier purge emptied. What goes
with each is `certif_portal/portail/gestes.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailConfirmation
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import (
    DateField,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, TruncDate

from candidats.choix import DECIDEES, EtatInscription
from candidats.models import (
    Acquis,
    BlocCertifie,
    Candidat,
    DemandeInscription,
    ImportClasseur,
    Inscription,
    LotGAC,
    Projet,
)
from certif_portal.commun.choix import LECTURES, EtatCourriel
from certif_portal.commun.models import AdresseRefusee, Courriel, DocumentRendu, EntreeJournal, Fichier
from certif_portal.commun.regles import Delai
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.conservation import delai_de
from certif_portal.portail.models import Relance, TourneeRelances
from evaluations.models import (
    CandidatureEvaluateur,
    Commission,
    DelegationOrganisation,
    Evaluateur,
    FeuilleRecue,
    InvitationCommission,
    LienAvis,
    Numerisation,
    OperationRecue,
    Passage,
)
from habilitations.models import CampagneAudit, OrganismeFormation, ReunionInformation, Transmission
from jurys.choix import EtatJury
from jurys.models import (
    ArchiveCertificats,
    Certificat,
    DemandeAcces,
    Effacement,
    GelDossier,
    InformationCPREFP,
    Jury,
    LotNational,
    PersonneJury,
    Presentation,
    RetourNational,
    RetraitCapacite,
)
from jurys.regles.conservation import (
    AMENAGEMENT_CONSERVATION,
    APPRECIATION_ECHEC,
    APPRECIATION_PARTIELLE,
    BROUILLON_OUBLIE,
    CONTACT_CONSERVATION,
    INSCRIPTION_CONSERVATION,
    JURY_CONSERVATION,
    PREPARATION_CONSERVATION,
    depart_sans_envoi,
    dernier_depart,
)
from jurys.regles.delai import CERTIFICAT_CONSERVATION

Dues = Callable[[date], QuerySet[Any]]


@dataclass(frozen=True)
class Cible:
    """One thing that goes. `dues` gives rows of `modele`, each with `depart`, the day its delay is counted from.

    `reste`: the rows stay, emptied, and an `Effacement` says so; otherwise they are gone, or empty to whoever reads.
    """

    code: str
    regle: str
    quoi: str
    modele: type[Model]
    dues: Dues
    reste: bool = False
    pas: int = 500


def minuit(jour: date) -> datetime:
    """The last instant of a day, for what is dated by an instant."""
    return datetime.combine(jour + timedelta(days=1), time(), UTC)


def geles() -> QuerySet[Any]:
    return GelDossier.objects.en_vigueur().values("inscription")


def _non_effaces(lignes: QuerySet[Any], code: str) -> QuerySet[Any]:
    return lignes.exclude(Exists(Effacement.objects.filter(cible=code, cle=OuterRef("pk"))))


def _effaces(code: str, cle: str) -> Exists:
    return Exists(Effacement.objects.filter(cible=code, cle=OuterRef(cle)))


# --- registrations ------------------------------------------------------------------------------


def finies() -> QuerySet[Inscription]:
    """Those that ended, with the day: of the jury, of their end, or of a draft that nobody came back to."""
    return Inscription.objects.order_by().annotate(
        fin=Coalesce("decidee_le", "abandonnee_le"), creee=TruncDate("creee_le", output_field=DateField())
    )


def _finies_avant(depart: date) -> QuerySet[Inscription]:
    """Whose end is on or before that day."""
    oubliees = dernier_depart(BROUILLON_OUBLIE, depart + timedelta(days=1))
    sans_fin = ~Q(etat__in=(*DECIDEES, EtatInscription.ACCEPTEE, EtatInscription.ABANDONNEE))
    return finies().filter(Q(fin__lte=depart) | (Q(fin__isnull=True, creee__lte=oubliees) & sans_fin))


def _inscriptions(code: str, finies_avant: QuerySet[Inscription]) -> QuerySet[Inscription]:
    libres = finies_avant.exclude(pk__in=geles())
    return _non_effaces(libres, code).annotate(depart=Coalesce("fin", "creee"))


def identites(le: date) -> QuerySet[Inscription]:
    """What the decision should have deleted, and the papers of drafts that nobody came back to."""
    attendues = _finies_avant(le - timedelta(days=1)).filter(pieces_identite__fichier__isnull=False).distinct()
    return attendues.exclude(pk__in=geles()).annotate(depart=Coalesce("fin", "creee"))


def transmises() -> Subquery:
    """The day the file of the last jury of a registration went to the GTP."""
    siennes = Presentation.objects.filter(inscription=OuterRef("pk"), jury__etat=EtatJury.CLOS)
    return Subquery(siennes.order_by("-jury__date").values("jury__transmis_gtp_le")[:1])


def _preparees(le: date) -> QuerySet[Inscription]:
    """Whose preparation is over, and the recourse with it."""
    seuil = dernier_depart(PREPARATION_CONSERVATION, le)
    jugees = finies().filter(etat__in=DECIDEES).annotate(transmise=transmises())
    jugees = jugees.filter(Q(transmise__lte=seuil) | Q(transmise__isnull=True, fin__lte=depart_sans_envoi(le)))
    autres = _finies_avant(seuil).exclude(etat__in=DECIDEES)
    return finies().filter(Q(pk__in=jugees.values("pk")) | Q(pk__in=autres.values("pk")))


def preparations(le: date) -> QuerySet[Inscription]:
    return _inscriptions("preparation", _preparees(le))


def partielle() -> Q:
    """Whether a jury left something to a candidate whom it did not admit."""
    return Q(
        Exists(Acquis.objects.filter(inscription=OuterRef("pk"), retire_le__isnull=True))
        | Exists(BlocCertifie.objects.filter(inscription=OuterRef("pk"), retire_le__isnull=True))
    )


def appreciations(le: date) -> QuerySet[Inscription]:
    """Five years after the jury for a partial validation, two after a failure, with the papers otherwise."""
    non_admises = finies().filter(etat=EtatInscription.NON_ADMISE)
    cinq = non_admises.filter(partielle(), fin__lte=dernier_depart(APPRECIATION_PARTIELLE, le))
    deux = non_admises.filter(fin__lte=dernier_depart(APPRECIATION_ECHEC, le)).exclude(partielle())
    autres = _preparees(le).exclude(etat=EtatInscription.NON_ADMISE)
    trouvees = Q(pk__in=cinq.values("pk")) | Q(pk__in=deux.values("pk")) | Q(pk__in=autres.values("pk"))
    return _inscriptions("appreciation", finies().filter(trouvees))


def _selon_la_fin(code: str, delai: Delai, le: date) -> QuerySet[Inscription]:
    return _inscriptions(code, _finies_avant(dernier_depart(delai, le)))


def seances(le: date) -> QuerySet[Commission]:
    """Those all of whose candidates' papers are gone; without a candidate, from their own day."""
    tenues = Passage.objects.filter(commission=OuterRef("pk"))
    restantes = tenues.exclude(_effaces("preparation", "inscription"))
    anciennes = Commission.objects.order_by().filter(date__lte=dernier_depart(PREPARATION_CONSERVATION, le))
    return _non_effaces(anciennes.exclude(Exists(restantes)), "seance").annotate(depart=F("date"))


# --- persons, certificates, juries --------------------------------------------------------------


def _candidats(code: str, retenus: QuerySet[Inscription]) -> QuerySet[Candidat]:
    """Persons of whom no registration is retained; those who have none at all too."""
    gelees = Inscription.objects.filter(candidat=OuterRef("pk"), pk__in=geles())
    siennes = retenus.filter(candidat=OuterRef("pk"))
    libres = Candidat.objects.order_by().exclude(Exists(gelees)).exclude(Exists(siennes))
    derniere = Inscription.objects.order_by().filter(candidat=OuterRef("pk")).values("candidat")
    derniere = derniere.annotate(d=Max(Coalesce("decidee_le", "abandonnee_le", TruncDate("creee_le")))).values("d")
    return _non_effaces(libres, code).annotate(depart=Subquery(derniere, output_field=DateField()))


def coordonnees(le: date) -> QuerySet[Candidat]:
    finies_avant = _finies_avant(dernier_depart(CONTACT_CONSERVATION, le)).values("pk")
    return _candidats("coordonnees", Inscription.objects.exclude(pk__in=finies_avant)).exclude(
        inscriptions__isnull=True
    )


def etats_civils(le: date) -> QuerySet[Candidat]:
    """Whom nothing names any more: no registration, no benefit, no certificate to prove."""
    seuil = dernier_depart(CERTIFICAT_CONSERVATION, le)
    vivants = Certificat.objects.filter(presentation__inscription__candidat=OuterRef("pk")).exclude(
        _effaces("certificat", "pk")
    )
    acquis = Acquis.objects.filter(candidat=OuterRef("pk"), retire_le__isnull=True, expire_le__gte=le)
    restantes = Inscription.objects.exclude(_effaces("inscription", "pk"))
    blocs = BlocCertifie.objects.filter(inscription__candidat=OuterRef("pk"), retire_le__isnull=True)
    blocs = blocs.filter(inscription__decidee_le__gt=seuil)
    libres = _candidats("etat_civil", restantes).exclude(inscriptions__isnull=True)
    return libres.exclude(Exists(vivants)).exclude(Exists(acquis)).exclude(Exists(blocs))


def certificats(le: date) -> QuerySet[Certificat]:
    """A certificate replaced goes with the one that replaces it."""
    seuil = minuit(dernier_depart(CERTIFICAT_CONSERVATION, le))
    anciens = Certificat.objects.order_by().filter(delivre_le__lt=seuil)
    libres = anciens.exclude(presentation__inscription__in=geles())
    return _non_effaces(libres, "certificat").annotate(depart=TruncDate("delivre_le", output_field=DateField()))


def jurys(le: date) -> QuerySet[Jury]:
    seuil = dernier_depart(JURY_CONSERVATION, le)
    sans_envoi = dernier_depart(JURY_CONSERVATION, le - timedelta(days=62))
    geles_ici = Presentation.objects.filter(jury=OuterRef("pk"), inscription__in=geles())
    clos = Jury.objects.order_by().filter(etat__in=(EtatJury.CLOS, EtatJury.ANNULE))
    dus = clos.filter(Q(transmis_gtp_le__lte=seuil) | Q(transmis_gtp_le__isnull=True, date__lte=sans_envoi))
    return _non_effaces(dus.exclude(Exists(geles_ici)), "jury").annotate(depart=Coalesce("transmis_gtp_le", "date"))


def membres_du_repertoire(le: date) -> QuerySet[PersonneJury]:
    seuil = dernier_depart(delai_de("CONTACT_ACTEUR"), le)
    vues = PersonneJury.objects.order_by().annotate(dernier=Max("sieges__jury__date"))
    return _non_effaces(vues.filter(dernier__lte=seuil), "jures").annotate(depart=F("dernier"))


def evaluateurs(le: date) -> QuerySet[Evaluateur]:
    seuil = dernier_depart(delai_de("CONTACT_ACTEUR"), le)
    vus = Evaluateur.objects.order_by().annotate(dernier=Max("participations__commission__date"))
    return _non_effaces(vus.filter(dernier__lte=seuil), "evaluateurs").annotate(depart=F("dernier"))


def comptes(le: date) -> QuerySet[Utilisateur]:
    """Nobody came back to them; that of the person who administers the machine stays."""
    seuil = minuit(dernier_depart(delai_de("COMPTE"), le))
    vus = Utilisateur.objects.order_by().annotate(vu=Coalesce("last_login", "date_joined"))
    dus = vus.filter(vu__lt=seuil, is_superuser=False)
    return _non_effaces(dus, "comptes").annotate(depart=TruncDate("vu", output_field=DateField()))


def organismes(le: date) -> QuerySet[OrganismeFormation]:
    seuil = dernier_depart(delai_de("HABILITATION"), le)
    vus = OrganismeFormation.objects.order_by().annotate(
        derniere=Max(Coalesce("habilitations__retiree_le", "habilitations__date_fin"))
    )
    ouvertes = Inscription.objects.filter(organisme=OuterRef("pk")).exclude(_effaces("inscription", "pk"))
    dus = vus.filter(derniere__lte=seuil).exclude(Exists(ouvertes))
    return _non_effaces(dus, "organismes").annotate(depart=F("derniere"))


# --- rows that go by themselves -----------------------------------------------------------------


def _par_date(modele: type[Model], champ: str, regle: str, le: date, **filtres: Any) -> QuerySet[Any]:
    """Rows of which that date, or instant, is over."""
    seuil: Any = dernier_depart(delai_de(regle), le)
    instant = modele._meta.get_field(champ).get_internal_type() == "DateTimeField"
    borne = {f"{champ}__lt": minuit(seuil)} if instant else {f"{champ}__lte": seuil}
    depart = TruncDate(champ, output_field=DateField()) if instant else F(champ)
    return modele._default_manager.order_by().filter(**borne, **filtres).annotate(depart=depart)


def courriels(le: date) -> QuerySet[Courriel]:
    partis = _par_date(Courriel, "cree_le", "COURRIEL", le).exclude(etat=EtatCourriel.A_ENVOYER)
    return partis.exclude(destinataire="").exclude(dossier_id__in=geles(), dossier_type="candidats.inscription")


def projets(le: date) -> QuerySet[Projet]:
    ouvertes = Inscription.objects.filter(projet=OuterRef("pk")).exclude(_effaces("inscription", "pk"))
    return _non_effaces(_par_date(Projet, "cree_le", "INSCRIPTION", le).exclude(Exists(ouvertes)), "projets")


def lectures(le: date) -> QuerySet[EntreeJournal]:
    return _journal(le, "TRACE", Q(acte__in=LECTURES))


def actes(le: date) -> QuerySet[EntreeJournal]:
    """What was done, three years after the file itself is over; of a certificate, after its forty-two years."""
    return _journal(le, "ACTE", ~Q(acte__in=LECTURES) & ~Q(dossier_type__in=DE_42_ANS))


def actes_de_certificats(le: date) -> QuerySet[EntreeJournal]:
    return _journal(le, "CERTIFICAT", ~Q(acte__in=LECTURES) & Q(dossier_type__in=DE_42_ANS))


DE_42_ANS = ("jurys.certificat", "candidats.candidat", "jurys.purge")


def _journal(le: date, regle: str, lesquelles: Q) -> QuerySet[EntreeJournal]:
    """Linked already: the chain is what answers for an entry once emptied."""
    dues = _par_date(EntreeJournal, "le", regle, le).filter(lesquelles).exclude(sel="", phrase="")
    return dues.exclude(dossier_type="candidats.inscription", dossier_id__in=geles())


def _objets(modele: type[Model]) -> list[tuple[type[Model], str]]:
    """(model, column) of all that may refer to a row of this model."""
    return [
        (autre, champ.name)
        for autre in apps.get_models()
        for champ in autre._meta.concrete_fields
        if champ.related_model is modele and not (champ.primary_key and autre.__name__ == "ContenuFichier")
    ]


def fichiers_sans_objet(le: date) -> QuerySet[Fichier]:
    """Files that nothing refers to any more."""
    lignes = Fichier.objects.order_by().filter(depose_le__lt=minuit(le - timedelta(days=2)))
    for modele, champ in _objets(Fichier):
        lignes = lignes.exclude(Exists(modele._default_manager.order_by().filter(**{champ: OuterRef("pk")})))
    return lignes.annotate(depart=TruncDate("depose_le", output_field=DateField()))


def documents_sans_objet(le: date) -> QuerySet[DocumentRendu]:
    """Acts rendered that nothing refers to any more: their bytes go, their hash stays."""
    lignes = DocumentRendu.objects.order_by().filter(rendu_le__lt=minuit(le - timedelta(days=2))).exclude(titre="")
    for modele, champ in _objets(DocumentRendu):
        lignes = lignes.exclude(Exists(modele._default_manager.order_by().filter(**{champ: OuterRef("pk")})))
    return lignes.annotate(depart=TruncDate("rendu_le", output_field=DateField()))


def _cible_par_date(
    code: str, regle: str, quoi: str, modele: type[Model], champ: str, *, reste: bool = False, **filtres: Any
) -> Cible:
    def dues(le: date) -> QuerySet[Any]:
        lignes = _par_date(modele, champ, regle, le, **filtres)
        return _non_effaces(lignes, code) if reste else lignes

    return Cible(code, regle, quoi, modele, dues, reste)


CIBLES: tuple[Cible, ...] = (
    Cible("identite", "PIECE_IDENTITE", "Copies de pièces d’identité", Inscription, identites),
    Cible("preparation", "PREPARATION", "Livrets, rapports, avis, convocations", Inscription, preparations, True),
    Cible("appreciation", "APPRECIATION", "Appréciations de la commission", Inscription, appreciations, True),
    Cible("seance", "PREPARATION", "Papiers des séances", Commission, seances, True),
    Cible(
        "amenagement",
        "AMENAGEMENT",
        "Aménagements",
        Inscription,
        lambda le: _selon_la_fin("amenagement", AMENAGEMENT_CONSERVATION, le).filter(amenagements__isnull=False),
    ),
    Cible("coordonnees", "CONTACT_CANDIDAT", "Coordonnées des candidats", Candidat, coordonnees, True),
    Cible(
        "inscription",
        "INSCRIPTION",
        "Parcours, entreprise, tuteur",
        Inscription,
        partial(_selon_la_fin, "inscription", INSCRIPTION_CONSERVATION),
        True,
    ),
    Cible("projets", "INSCRIPTION", "Projets de certification", Projet, projets, True),
    _cible_par_date("lots_gac", "INSCRIPTION", "Fichiers d’inscription envoyés", LotGAC, "cree_le", reste=True),
    Cible("jury", "JURY_PAPIERS", "Procès-verbaux, émargements, lettres", Jury, jurys, True),
    _cible_par_date("cprefp", "JURY_PAPIERS", "Informations de la CPREFP", InformationCPREFP, "creee_le", reste=True),
    _cible_par_date("lots", "JURY_PAPIERS", "Lots du système national", LotNational, "cree_le", reste=True),
    _cible_par_date("retours", "JURY_PAPIERS", "Retours du système national", RetourNational, "lu_le", reste=True),
    _cible_par_date("capacites", "JURY_PAPIERS", "Capacité de délivrer", RetraitCapacite, "enregistre_le", reste=True),
    Cible("certificat", "CERTIFICAT", "Certificats", Certificat, certificats, True),
    Cible("etat_civil", "CERTIFICAT", "États civils", Candidat, etats_civils, True),
    Cible("jures", "CONTACT_ACTEUR", "Répertoire des jurés", PersonneJury, membres_du_repertoire, True),
    Cible("evaluateurs", "CONTACT_ACTEUR", "Évaluateurs", Evaluateur, evaluateurs, True),
    _cible_par_date("invitations", "CONTACT_ACTEUR", "Invitations à une séance", InvitationCommission, "cree_le"),
    Cible("comptes", "COMPTE", "Comptes sans connexion", Utilisateur, comptes, True),
    Cible("organismes", "HABILITATION", "Dossiers d’organismes", OrganismeFormation, organismes, True),
    _cible_par_date("campagnes", "HABILITATION", "Campagnes d’audit", CampagneAudit, "tiree_le", reste=True),
    _cible_par_date("transmissions", "HABILITATION", "Listes transmises", Transmission, "faite_le", reste=True),
    _cible_par_date("reunions", "HABILITATION", "Réunions d’information", ReunionInformation, "date", reste=True),
    _cible_par_date("delegations", "CONTACT_ACTEUR", "Délégations finies", DelegationOrganisation, "au", reste=True),
    _cible_par_date("sessions", "JETON", "Sessions", Session, "expire_date"),
    _cible_par_date("adresses", "JETON", "Confirmations d’adresse", EmailConfirmation, "created"),
    _cible_par_date("liens_avis", "JETON", "Liens d’avis", LienAvis, "expire_le"),
    _cible_par_date("liens_rapport", "JETON", "Liens de rapport", apps.get_model("candidats.LienRapport"), "expire_le"),
    Cible("courriels", "COURRIEL", "Courriels partis", Courriel, courriels),
    _cible_par_date("relances", "COURRIEL", "Relances", Relance, "due_le"),
    _cible_par_date("tournees", "COURRIEL", "Tournées de relances", TourneeRelances, "commencee_le"),
    _cible_par_date("refusees", "COURRIEL", "Adresses refusées", AdresseRefusee, "refusee_le"),
    _cible_par_date("demandes", "DEPOT", "Demandes d’inscription", DemandeInscription, "recue_le"),
    _cible_par_date("candidatures", "DEPOT", "Candidatures d’évaluateurs", CandidatureEvaluateur, "recue_le"),
    _cible_par_date("classeurs", "DEPOT", "Classeurs importés", ImportClasseur, "depose_le"),
    _cible_par_date("numerisations", "DEPOT", "Numérisations", Numerisation, "deposee_le"),
    _cible_par_date("feuilles", "DEPOT", "Feuilles reçues et examinées", FeuilleRecue, "examinee_le"),
    _cible_par_date("operations", "DEPOT", "Opérations de tablettes", OperationRecue, "recue_le"),
    _cible_par_date("acces", "EXPORT", "Archives d’accès", DemandeAcces, "demandee_le", fichier__isnull=False),
    _cible_par_date(
        "archives", "EXPORT", "Archives de certificats", ArchiveCertificats, "demandee_le", fichier__isnull=False
    ),
    Cible("lectures", "TRACE", "Lectures du journal", EntreeJournal, lectures, pas=5000),
    Cible("actes", "ACTE", "Actes du journal", EntreeJournal, actes, pas=5000),
    Cible("actes_certificats", "CERTIFICAT", "Actes sur un certificat", EntreeJournal, actes_de_certificats, pas=5000),
    _cible_par_date("administration", "TRACE", "Gestes d’administration", LogEntry, "action_time"),
    Cible("documents", "AVEC_SON_OBJET", "Documents sans objet", DocumentRendu, documents_sans_objet),
    Cible("fichiers", "AVEC_SON_OBJET", "Fichiers sans objet", Fichier, fichiers_sans_objet),
)
PAR_CODE: dict[str, Cible] = {cible.code: cible for cible in CIBLES}
