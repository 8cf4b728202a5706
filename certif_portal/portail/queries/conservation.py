"""The SQL of what is due to go on a day; the table that names each is `cible.py`.

Never a row that a legal hold keeps (CONSERVATION-GEL), nor one that an earlier purge emptied.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
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
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from candidats.choix import DECIDEES, EtatInscription
from candidats.models import (
    Acquis,
    BlocCertifie,
    Candidat,
    Inscription,
    PieceIdentite,
    Projet,
)
from certif_portal.commun.choix import LECTURES, EtatCourriel
from certif_portal.commun.models import Courriel, DocumentRendu, EntreeJournal, Fichier
from certif_portal.commun.regles import Delai
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.conservation import delai_de
from evaluations.models import (
    Commission,
    Evaluateur,
    MembreCommission,
    Passage,
)
from habilitations.choix import DOSSIERS_OUVERTS
from habilitations.models import DossierHabilitation, Habilitation, OrganismeFormation
from jurys.choix import EtatJury
from jurys.models import (
    Certificat,
    Effacement,
    GelDossier,
    Jury,
    MembreJury,
    PersonneJury,
    Presentation,
)
from jurys.regles.conservation import (
    APPRECIATION_ECHEC,
    APPRECIATION_PARTIELLE,
    BROUILLON_OUBLIE,
    CONTACT_CONSERVATION,
    JURY_CONSERVATION,
    PREPARATION_CONSERVATION,
    depart_sans_envoi,
    dernier_depart,
)
from jurys.regles.delai import CERTIFICAT_CONSERVATION


def minuit(jour: date) -> datetime:
    """The end of a day, here and not in UTC, for what is dated by an instant: a certificate delivered half an hour
    after midnight is of that day, and goes with it."""
    return timezone.make_aware(datetime.combine(jour + timedelta(days=1), time()))


def geles() -> QuerySet[Any]:
    return GelDossier.objects.en_vigueur().values("inscription")


def non_effaces(lignes: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Of rows with their `depart`: those that no purge emptied since. Somebody who came back, and whose delay is over
    again, goes again."""
    faits = Effacement.objects.filter(cible=code, cle=OuterRef("pk"), purge__le__gte=OuterRef("depart"))
    return lignes.exclude(Exists(faits))


def _effaces(code: str, cle: str) -> Exists:
    return Exists(Effacement.objects.filter(cible=code, cle=OuterRef(cle)))


# --- registrations ------------------------------------------------------------------------------


def finies() -> QuerySet[Any]:
    """Those that ended, with the day: of the jury, of their end, or, for a draft that nobody came back to, that of its
    creation, of its deposit or of its last identity paper (`touchee`)."""
    creee = TruncDate("creee_le", output_field=DateField())
    papiers = PieceIdentite.objects.filter(inscription=OuterRef("pk")).order_by("-deposee_le")
    papier = Subquery(papiers.values(le=TruncDate("deposee_le", output_field=DateField()))[:1])
    return Inscription.objects.order_by().annotate(
        fin=Coalesce("decidee_le", "abandonnee_le"),
        touchee=Greatest(creee, Coalesce("deposee_le", creee), Coalesce(papier, creee)),
    )


def _finies_avant(depart: date) -> QuerySet[Inscription]:
    """Whose end is on or before that day."""
    oubliees = dernier_depart(BROUILLON_OUBLIE, depart + timedelta(days=1))
    sans_fin = ~Q(etat__in=(*DECIDEES, EtatInscription.ACCEPTEE, EtatInscription.ABANDONNEE))
    return finies().filter(Q(fin__lte=depart) | (Q(fin__isnull=True, touchee__lte=oubliees) & sans_fin))


def _inscriptions(code: str, finies_avant: QuerySet[Inscription]) -> QuerySet[Inscription]:
    libres = finies_avant.exclude(pk__in=geles())
    return non_effaces(libres.annotate(depart=Coalesce("fin", "touchee")), code)


def identites(le: date) -> QuerySet[Inscription]:
    """What the decision should have deleted, and the papers of drafts that nobody came back to."""
    attendues = _finies_avant(le - timedelta(days=1)).filter(pieces_identite__fichier__isnull=False).distinct()
    return attendues.exclude(pk__in=geles()).annotate(depart=Coalesce("fin", "touchee"))


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


def selon_la_fin(code: str, delai: Delai, le: date) -> QuerySet[Inscription]:
    return _inscriptions(code, _finies_avant(dernier_depart(delai, le)))


def seances(le: date) -> QuerySet[Commission]:
    """Those all of whose candidates' papers are gone, none held since; without a candidate, from their own day."""
    tenues = Passage.objects.filter(commission=OuterRef("pk"))
    restantes = tenues.filter(~_effaces("preparation", "inscription") | Q(inscription__in=geles()))
    anciennes = Commission.objects.order_by().filter(date__lte=dernier_depart(PREPARATION_CONSERVATION, le))
    return non_effaces(anciennes.exclude(Exists(restantes)).annotate(depart=F("date")), "seance")


# --- persons, certificates, juries --------------------------------------------------------------


def _candidats(code: str, retenus: QuerySet[Inscription]) -> QuerySet[Candidat]:
    """Persons of whom no registration is retained; those who have none at all too."""
    gelees = Inscription.objects.filter(candidat=OuterRef("pk"), pk__in=geles())
    siennes = retenus.filter(candidat=OuterRef("pk"))
    libres = Candidat.objects.order_by().exclude(Exists(gelees)).exclude(Exists(siennes))
    derniere = Inscription.objects.order_by().filter(candidat=OuterRef("pk")).values("candidat")
    fins: QuerySet[Any] = derniere.annotate(
        d=Max(Coalesce("decidee_le", "abandonnee_le", TruncDate("creee_le")))
    ).values("d")
    return non_effaces(libres.annotate(depart=Subquery(fins, output_field=DateField())), code)


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
    return non_effaces(libres.annotate(depart=TruncDate("delivre_le", output_field=DateField())), "certificat")


def jurys(le: date) -> QuerySet[Jury]:
    seuil = dernier_depart(JURY_CONSERVATION, le)
    sans_envoi = dernier_depart(JURY_CONSERVATION, le - timedelta(days=62))
    geles_ici = Presentation.objects.filter(jury=OuterRef("pk"), inscription__in=geles())
    clos = Jury.objects.order_by().filter(etat__in=(EtatJury.CLOS, EtatJury.ANNULE))
    dus = clos.filter(Q(transmis_gtp_le__lte=seuil) | Q(transmis_gtp_le__isnull=True, date__lte=sans_envoi))
    libres = dus.exclude(Exists(geles_ici)).annotate(depart=Coalesce("transmis_gtp_le", "date"))
    return non_effaces(libres, "jury")


def membres_du_repertoire(le: date) -> QuerySet[PersonneJury]:
    seuil = dernier_depart(delai_de("CONTACT_ACTEUR"), le)
    sieges = MembreJury.objects.filter(personne=OuterRef("pk")).order_by("-jury__date").values("jury__date")[:1]
    vues = PersonneJury.objects.order_by().annotate(depart=Subquery(sieges))
    return non_effaces(vues.filter(depart__lte=seuil), "jures")


def evaluateurs(le: date) -> QuerySet[Evaluateur]:
    seuil = dernier_depart(delai_de("CONTACT_ACTEUR"), le)
    siens = MembreCommission.objects.filter(evaluateur=OuterRef("pk")).order_by("-commission__date")
    vus = Evaluateur.objects.order_by().annotate(depart=Subquery(siens.values("commission__date")[:1]))
    return non_effaces(vus.filter(depart__lte=seuil), "evaluateurs")


def comptes(le: date) -> QuerySet[Utilisateur]:
    """Nobody came back to them; that of the person who administers the machine stays."""
    seuil = minuit(dernier_depart(delai_de("COMPTE"), le))
    vus = Utilisateur.objects.order_by().annotate(vu=Coalesce("last_login", "date_joined"))
    dus = vus.filter(vu__lt=seuil, is_superuser=False)
    return non_effaces(dus.annotate(depart=TruncDate("vu", output_field=DateField())), "comptes")


def organismes(le: date) -> QuerySet[OrganismeFormation]:
    """Whose last accreditation is over; not one that asks for another."""
    seuil = dernier_depart(delai_de("HABILITATION"), le)
    siennes = Habilitation.objects.filter(organisme=OuterRef("pk")).annotate(fin=Coalesce("retiree_le", "date_fin"))
    vus = OrganismeFormation.objects.order_by().annotate(depart=Subquery(siennes.order_by("-fin").values("fin")[:1]))
    ouvertes = Inscription.objects.filter(organisme=OuterRef("pk")).exclude(_effaces("inscription", "pk"))
    demandes = DossierHabilitation.objects.filter(organisme=OuterRef("pk"), etat__in=DOSSIERS_OUVERTS)
    dus = vus.filter(depart__lte=seuil).exclude(Exists(ouvertes)).exclude(Exists(demandes))
    return non_effaces(dus, "organismes")


# --- rows that go by themselves -----------------------------------------------------------------


def par_date(modele: type[Model], champ: str, regle: str, le: date, **filtres: Any) -> QuerySet[Any]:
    """Rows of which that date, or instant, is over."""
    seuil: Any = dernier_depart(delai_de(regle), le)
    instant = modele._meta.get_field(champ).get_internal_type() == "DateTimeField"
    borne = {f"{champ}__lt": minuit(seuil)} if instant else {f"{champ}__lte": seuil}
    depart = TruncDate(champ, output_field=DateField()) if instant else F(champ)
    return modele._default_manager.order_by().filter(**borne, **filtres).annotate(depart=depart)


def courriels(le: date) -> QuerySet[Courriel]:
    partis = par_date(Courriel, "cree_le", "COURRIEL", le).exclude(etat=EtatCourriel.A_ENVOYER)
    return partis.exclude(destinataire="").exclude(dossier_id__in=geles(), dossier_type="candidats.inscription")


def projets(le: date) -> QuerySet[Projet]:
    ouvertes = Inscription.objects.filter(projet=OuterRef("pk")).exclude(_effaces("inscription", "pk"))
    return non_effaces(par_date(Projet, "cree_le", "INSCRIPTION", le).exclude(Exists(ouvertes)), "projets")


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
    dues = par_date(EntreeJournal, "le", regle, le).filter(lesquelles).exclude(sel="", phrase="")
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
