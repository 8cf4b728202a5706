"""The SQL of what is due to go on a day; the table that names each is `cible.py`.

Never a row that a legal hold keeps (CONSERVATION-GEL), nor one that an earlier purge emptied.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import DateField, Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from candidats.choix import DECIDEES, OUVERTES, EtatDemande, EtatInscription
from candidats.models import (
    Acquis,
    BlocCertifie,
    Candidat,
    DemandeInscription,
    Inscription,
    PieceIdentite,
    Projet,
)
from certif_portal.commun.choix import LECTURES, EtatCourriel
from certif_portal.commun.models import Courriel, DocumentRendu, EntreeJournal, Fichier
from certif_portal.commun.regles import Delai
from certif_portal.comptes.models import Invitation, Utilisateur
from certif_portal.portail.conservation import delai_de
from evaluations.choix import EtatCandidature, EtatFeuille, StatutOperation
from evaluations.models import (
    CandidatureEvaluateur,
    Commission,
    Evaluateur,
    FeuilleRecue,
    InvitationCommission,
    MembreCommission,
    Numerisation,
    OperationRecue,
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
    Rectification,
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
    jury_sans_envoi,
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


def jour(champ: str) -> TruncDate:
    return TruncDate(champ, output_field=DateField())


def dernier_jour(premier: Any, *suites: Any) -> Any:
    """The last of these days: what began on the first may have been worked on since, or not."""
    return Greatest(premier, *(Coalesce(suite, premier) for suite in suites)) if suites else premier


def finies() -> QuerySet[Any]:
    """Those that ended, with the day: of the jury, of their end, or, for a draft that nobody came back to, the last on
    which somebody worked on it (`touchee`): created, deposited, changed, given an identity paper."""
    papiers = PieceIdentite.objects.filter(inscription=OuterRef("pk")).order_by("-deposee_le")
    reprises = Inscription.history.filter(id=OuterRef("pk")).order_by("-history_date")
    papier, reprise = (
        Subquery(lignes.values(le=jour(champ))[:1])
        for lignes, champ in ((papiers, "deposee_le"), (reprises, "history_date"))
    )
    return Inscription.objects.order_by().annotate(
        fin=Coalesce("decidee_le", "abandonnee_le"),
        touchee=dernier_jour(jour("creee_le"), F("deposee_le"), papier, reprise),
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
    derniere = finies().filter(candidat=OuterRef("pk")).values("candidat")
    fins: QuerySet[Any] = derniere.annotate(d=Max(Coalesce("fin", "touchee"))).values("d")
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
    return non_effaces(libres.annotate(depart=jour("delivre_le")), "certificat")


def jurys(le: date) -> QuerySet[Jury]:
    """A rectification signed since starts the delay again: its papers go with those of its jury. One that nobody closed
    is over as well, once all its candidates are."""
    seuil = dernier_depart(JURY_CONSERVATION, le)
    geles_ici = Presentation.objects.filter(jury=OuterRef("pk"), inscription__in=geles())
    ouvertes = Presentation.objects.filter(jury=OuterRef("pk"), inscription__etat__in=OUVERTES)
    finis = Jury.objects.order_by().filter(Q(etat__in=(EtatJury.CLOS, EtatJury.ANNULE)) | ~Exists(ouvertes))
    dus = finis.filter(Q(transmis_gtp_le__lte=seuil) | Q(transmis_gtp_le__isnull=True, date__lte=jury_sans_envoi(le)))
    rectifiee = Rectification.objects.order_by("-close_le", "-ouverte_le").filter(jury=OuterRef("pk"))
    derniere = Subquery(rectifiee.values(fin=dernier_jour(jour("ouverte_le"), jour("close_le")))[:1])
    libres = dus.exclude(Exists(geles_ici)).annotate(depart=dernier_jour(Coalesce("transmis_gtp_le", "date"), derniere))
    return non_effaces(libres.filter(depart__lte=seuil), "jury")


def membres_du_repertoire(le: date) -> QuerySet[PersonneJury]:
    """From the last jury they sat in; who never sat, from the day they left the directory."""
    seuil = dernier_depart(delai_de("CONTACT_ACTEUR"), le)
    sieges = MembreJury.objects.filter(personne=OuterRef("pk")).order_by("-jury__date").values("jury__date")[:1]
    vues = PersonneJury.objects.order_by().annotate(depart=Coalesce(Subquery(sieges), "retiree_le"))
    return non_effaces(vues.filter(depart__lte=seuil), "jures")


def evaluateurs(le: date) -> QuerySet[Evaluateur]:
    """From the last sitting, or invitation to one; who never had any, from the day their account was made."""
    seuil = dernier_depart(delai_de("CONTACT_ACTEUR"), le)
    siens = MembreCommission.objects.filter(evaluateur=OuterRef("pk")).order_by("-commission__date")
    invitations = InvitationCommission.objects.filter(evaluateur=OuterRef("pk")).order_by("-cree_le")
    seance, invite = (
        Subquery(siens.values("commission__date")[:1]),
        Subquery(invitations.values(le=jour("cree_le"))[:1]),
    )
    vus = Evaluateur.objects.order_by().annotate(depart=dernier_jour(jour("utilisateur__date_joined"), seance, invite))
    return non_effaces(vus.filter(depart__lte=seuil), "evaluateurs")


def comptes(le: date) -> QuerySet[Utilisateur]:
    """Nobody came back to them; that of the person who administers the machine stays."""
    seuil = minuit(dernier_depart(delai_de("COMPTE"), le))
    invitations = Invitation.objects.filter(utilisateur=OuterRef("pk")).order_by("-envoyee_le")
    invite = Subquery(invitations.values("envoyee_le")[:1])
    vus = Utilisateur.objects.order_by().annotate(vu=dernier_jour(F("date_joined"), F("last_login"), invite))
    dus = vus.filter(vu__lt=seuil, is_superuser=False)
    return non_effaces(dus.annotate(depart=jour("vu")), "comptes")


def organismes(le: date) -> QuerySet[OrganismeFormation]:
    """Whose last accreditation is over; who never had any, from the last word of its file. Not one that asks again."""
    seuil = dernier_depart(delai_de("HABILITATION"), le)
    siennes = Habilitation.objects.filter(organisme=OuterRef("pk")).annotate(fin=Coalesce("retiree_le", "date_fin"))
    dossiers = DossierHabilitation.objects.filter(organisme=OuterRef("pk")).order_by("-modifie_le")
    fin, dossier = Subquery(siennes.order_by("-fin").values("fin")[:1]), dossiers.values(le=jour("modifie_le"))[:1]
    vus = OrganismeFormation.objects.order_by().annotate(depart=Coalesce(fin, Subquery(dossier)))
    ouvertes = Inscription.objects.filter(organisme=OuterRef("pk")).exclude(_effaces("inscription", "pk"))
    demandes = DossierHabilitation.objects.filter(organisme=OuterRef("pk"), etat__in=DOSSIERS_OUVERTS)
    dus = vus.filter(depart__lte=seuil).exclude(Exists(ouvertes)).exclude(Exists(demandes))
    return non_effaces(dus, "organismes")


# --- rows that go by themselves -----------------------------------------------------------------


def par_date(modele: type[Model], champs: str, regle: str, le: date, **filtres: Any) -> QuerySet[Any]:
    """Rows of which that date, or instant, is over; of several, the last that is known: what began long ago, and was
    worked on since, is counted from then."""
    seuil: Any = dernier_depart(delai_de(regle), le)
    premier, *suites = champs.split()
    instant = _est_un_instant(modele, premier)
    borne = {f"{premier}__lt": minuit(seuil)} if instant else {f"{premier}__lte": seuil}
    jours = [jour(champ) if _est_un_instant(modele, champ) else F(champ) for champ in (premier, *suites)]
    lignes = modele._default_manager.order_by().filter(**borne, **filtres).annotate(depart=dernier_jour(*jours))
    return lignes.filter(depart__lte=seuil) if suites else lignes


def _est_un_instant(modele: type[Model], champ: str) -> bool:
    return modele._meta.get_field(champ).get_internal_type() == "DateTimeField"


def courriels(le: date) -> QuerySet[Courriel]:
    """Not those emptied already: a letter on paper never had an address, and each has a subject. Neither a letter that
    nobody printed nor dropped: it has its own delay."""
    attendent = (EtatCourriel.A_ENVOYER, EtatCourriel.PAPIER)
    return _pleins(par_date(Courriel, "cree_le envoye_le", "COURRIEL", le).exclude(etat__in=attendent))


def lettres_oubliees(le: date) -> QuerySet[Courriel]:
    """Those that the home of the centre told every day, and nobody printed nor dropped."""
    return _pleins(par_date(Courriel, "cree_le", "LETTRE", le, etat=EtatCourriel.PAPIER))


def _pleins(courriels: QuerySet[Courriel]) -> QuerySet[Courriel]:
    return courriels.exclude(objet="").exclude(dossier_id__in=geles(), dossier_type="candidats.inscription")


def demandes(le: date) -> QuerySet[DemandeInscription]:
    """Answered, or never confirmed: what waits for the centre's answer is nobody's to erase."""
    lues = par_date(DemandeInscription, RECUES, "DEPOT", le).exclude(etat=EtatDemande.A_TRAITER)
    return lues.exclude(inscription__in=geles())


def candidatures(le: date) -> QuerySet[CandidatureEvaluateur]:
    return par_date(CandidatureEvaluateur, RECUES, "DEPOT", le).exclude(etat=EtatCandidature.A_TRAITER)


def numerisations(le: date) -> QuerySet[Numerisation]:
    """None of whose papers wait to be looked at."""
    a_voir = FeuilleRecue.objects.filter(etat=EtatFeuille.A_VERIFIER, pages__numerisation=OuterRef("pk"))
    return par_date(Numerisation, "deposee_le", "DEPOT", le).exclude(Exists(a_voir))


def operations(le: date) -> QuerySet[OperationRecue]:
    """None kept aside that waits for a word."""
    lues = par_date(OperationRecue, "recue_le suite_le", "DEPOT", le)
    return lues.exclude(statut=StatutOperation.QUARANTAINE, suite="").exclude(grille__inscription__in=geles())


RECUES = "recue_le confirmee_le traitee_le"


def projets(le: date) -> QuerySet[Projet]:
    ouvertes = Inscription.objects.filter(projet=OuterRef("pk")).exclude(_effaces("inscription", "pk"))
    return non_effaces(
        par_date(Projet, "cree_le depose_le decide_le", "INSCRIPTION", le).exclude(Exists(ouvertes)), "projets"
    )


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
    return lignes.annotate(depart=jour("depose_le"))


def documents_sans_objet(le: date) -> QuerySet[DocumentRendu]:
    """Acts rendered that nothing refers to any more, nor to their file, which a letter of the outbox bears alone: their
    bytes go, their hash stays."""
    lignes = DocumentRendu.objects.order_by().filter(rendu_le__lt=minuit(le - timedelta(days=2))).exclude(titre="")
    objets = [(*objet, "pk") for objet in _objets(DocumentRendu)]
    objets += [(*objet, "fichier") for objet in _objets(Fichier) if objet[0] is not DocumentRendu]
    for modele, champ, vers in objets:
        lignes = lignes.exclude(Exists(modele._default_manager.order_by().filter(**{champ: OuterRef(vers)})))
    return lignes.annotate(depart=jour("rendu_le"))
