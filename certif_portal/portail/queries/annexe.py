"""The small lists of a file (fundings, papers, sittings, juries, incidents…), all in one query."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

from candidats.choix import (
    EffetAmenagement,
    EtatInscription,
    Financement,
    NatureIncident,
    Portee,
    TypePieceIdentite,
)
from candidats.models import (
    Acquis,
    Amenagement,
    FinancementInscription,
    Formateur,
    Incident,
    Inscription,
    PieceIdentite,
    RapportActivites,
)
from candidats.queries.habilitation import sources_couverture
from certif_portal.portail.queries.marche import lien
from evaluations.choix import EtatCommission
from evaluations.models import (
    LienAvis,
    MembreCommission,
    Passage,
    SignatureGrille,
)
from jurys.models import Certificat, Presentation


def annexes_de(inscription: Inscription, le: date) -> dict[str, list[dict[str, Any]]]:
    """Fundings, trainers, arrangements, papers, sittings, members, signatures, links, juries, certificates: 1 query."""
    lignes = [_annexe(nom, lignes, champs) for nom, lignes, champs in _sources(inscription, le)]
    annexes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for nom, valeurs in lignes[0].union(*lignes[1:], all=True):
        annexes[nom].append(valeurs)
    return {nom: [_lisible(nom, valeurs) for valeurs in liste] for nom, liste in annexes.items()}


def _annexe(nom: str, lignes: QuerySet[Any], champs: dict[str, Any]) -> QuerySet[Any]:
    return lignes.order_by().values_list(Value(nom), JSONObject(**champs))


def _sources(inscription: Inscription, le: date) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    siennes = Q(inscription=inscription)
    passages = Passage.objects.filter(siennes)
    membres = MembreCommission.objects.filter(commission__passages__inscription=inscription)
    return [
        ("financements", FinancementInscription.objects.filter(siennes), {"code": "code", "abondement": "abondement"}),
        ("formateurs", Formateur.objects.filter(siennes), {"nom": "nom"}),
        ("amenagements", Amenagement.objects.filter(siennes), {"effet": "effet", "etat": "etat"}),
        (
            "identites",
            PieceIdentite.objects.filter(siennes),
            {"id": "pk", "type": "type", "le": "deposee_le", "supprimee_le": "supprimee_le", "fichier": "fichier_id"},
        ),
        (
            "passages",
            passages,
            {
                "id": "commission_id",
                "date": "commission__date",
                "lieu": "commission__lieu",
                "etat": "commission__etat",
                "emargement": "commission__emargement__etat",
            },
        ),
        (
            "membres",
            membres.exclude(commission__etat=EtatCommission.ANNULEE),
            {
                "commission": "commission_id",
                "prenom": "evaluateur__utilisateur__prenom",
                "nom": "evaluateur__utilisateur__nom",
            },
        ),
        (
            "signatures",
            SignatureGrille.objects.filter(grille__inscription=inscription),
            {"prenom": "evaluateur__utilisateur__prenom", "nom": "evaluateur__utilisateur__nom", "le": "signee_le"},
        ),
        (
            "liens",
            LienAvis.objects.filter(avis__inscription=inscription),
            {
                "a": "destinataire",
                "le": "cree_le",
                "utilise_le": "utilise_le",
                "expire_le": "expire_le",
                "revoque_le": "revoque_le",
            },
        ),
        (
            "jurys",
            Presentation.objects.filter(siennes),
            {
                "id": "jury_id",
                "numero": "jury__numero",
                "date": "jury__date",
                "etat": "jury__etat",
                "lieu": "jury__lieu",
            },
        ),
        (
            "certificats",
            Certificat.objects.filter(presentation__inscription=inscription),
            {"id": "pk", "numero": "numero", "type": "type", "intitule": "intitule", "le": "delivre_le"},
        ),
        (
            "acquis",
            Acquis.objects.filter(siennes),
            {
                "bloc": "version_bloc__bloc__numero",
                "bloc_intitule": "version_bloc__intitule",
                "competence": "competence__intitule",
                "jusqu_au": "expire_le",
            },
        ),
        (
            "incidents",
            Incident.objects.filter(siennes),
            {
                "id": "pk",
                "nature": "nature",
                "date": "le",
                "motif": "motif",
                "precision": "precision",
                "jusqu_au": "nouvelle_date",
                "annule_le": "annule_le",
            },
        ),
        (
            "rapports",
            RapportActivites.objects.filter(siennes),
            {"id": "inscription_id", "le": "depose_le", "fichier": "fichier_id"},
        ),
        *_deja_acquis(inscription, le),
        *sources_couverture(inscription.pk, pour=""),
    ]


def _deja_acquis(inscription: Inscription, le: date) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    """What the same organisation's earlier registrations of this candidate left them, in this certification or in one
    of its blocs. Another organisation's is for the staff alone."""
    siennes = Inscription.objects.filter(candidat=inscription.candidat_id, organisme=inscription.organisme_id)
    siennes = siennes.exclude(pk=inscription.pk)
    version = Q(version_bloc__compositions__referentiel=inscription.referentiel_id)
    meme = Q(inscription__referentiel__certification=inscription.referentiel.certification_id)
    visees = Inscription.blocs.through.objects.filter(
        inscription__in=siennes.filter(etat=EtatInscription.ADMISE, portee=Portee.BLOCS),
        versionbloc__compositions__referentiel=inscription.referentiel_id,
    )
    intitule = Coalesce("version_bloc__intitule", "competence__intitule")
    return [
        (
            "deja_acquis",
            Acquis.objects.filter(meme | version, inscription__in=siennes, expire_le__gte=le),
            {"bloc": "version_bloc__bloc__numero", "intitule": intitule, "jusqu_au": "expire_le"},
        ),
        ("deja_acquis", visees, {"bloc": "versionbloc__bloc__numero", "intitule": "versionbloc__intitule"}),
    ]


DATES = ("date", "jusqu_au")
INSTANTS = ("annule_le", "le", "supprimee_le", "utilise_le", "revoque_le", "expire_le")
PAGES = {
    "identites": "piece_identite_lire",
    "passages": "commission_detail",
    "jurys": "jury_detail",
    "certificats": "certificat_fichier",
    "rapports": "rapport_fichier",
}
LIBELLES = {
    "financements": ("code", Financement),
    "amenagements": ("effet", EffetAmenagement),
    "identites": ("type", TypePieceIdentite),
    "incidents": ("nature", NatureIncident),
}


def _lisible(nom: str, valeurs: dict[str, Any]) -> dict[str, Any]:
    """JSON holds dates as texts: give them back as dates and instants, and closed lists as words."""
    lues = dict(valeurs)
    for cle in DATES:
        if lues.get(cle):
            lues[cle] = date.fromisoformat(lues[cle][:10])
    for cle in INSTANTS:
        if lues.get(cle):
            lues[cle] = instant_json(lues[cle])
    if nom in PAGES:
        lues["url"] = lien(PAGES[nom], lues["id"])
    if nom in LIBELLES:
        champ, choix = LIBELLES[nom]
        lues["libelle"] = choix(lues[champ]).label
    return lues


def instant_json(texte: str) -> datetime:
    """SQLite writes an instant without its zone, PostgreSQL with it: both are UTC in the database."""
    lu = datetime.fromisoformat(texte)
    return lu if lu.tzinfo else lu.replace(tzinfo=UTC)
