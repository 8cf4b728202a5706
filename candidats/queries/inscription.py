"""A registration read back as the values of its form."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject

from candidats.choix import OUVERTES, EtatProjet, Portee, TypePieceIdentite
from candidats.donnees import (
    CHAMPS_CONTACT,
    CHAMPS_ENTREPRISE,
    CHAMPS_IDENTITE,
    CHAMPS_PARCOURS,
    DonneesInscription,
    PersonneCitee,
)
from candidats.models import Amenagement, FinancementInscription, Formateur, Inscription, PieceIdentite, Projet
from candidats.regles.identite import cle_personne
from candidats.regles.lieu import lieu_de, nes_ailleurs
from certif_portal.commun.textes import en_entier
from certif_portal.comptes.permissions import Personne
from habilitations.models import OrganismeFormation
from referentiels.models import Referentiel


@dataclass(frozen=True)
class Details:
    """The small lists of a registration."""

    blocs: tuple[int, ...] = ()
    financements: tuple[str, ...] = ()
    cpf_abonde: bool = False
    amenagements: tuple[str, ...] = ()
    formateurs: tuple[PersonneCitee, ...] = ()
    pieces: tuple[dict[str, Any], ...] = field(default=())
    projets: tuple[Projet, ...] = ()
    """Those with an aval for the same bearer and certification, when they were asked for."""

    @property
    def piece_deposee(self) -> bool:
        return bool(self.pieces)


def details_saisis(inscription: Inscription, *, avec_projets: bool = False) -> Details:
    """Blocs, fundings, arrangements, trainers and identity papers still there: one query, projets included."""
    morceaux: dict[str, list[Any]] = defaultdict(list)
    requete = _requete(inscription.pk)
    for genre, valeurs in requete.union(_projets(inscription), all=True) if avec_projets else requete:
        morceaux[genre].append(valeurs)
    financements = sorted(morceaux["financement"], key=lambda ligne: ligne["code"])
    return Details(
        blocs=tuple(sorted(ligne["id"] for ligne in morceaux["bloc"])),
        financements=tuple(ligne["code"] for ligne in financements),
        cpf_abonde=any(ligne["abondement"] for ligne in financements),
        amenagements=tuple(sorted(ligne["effet"] for ligne in morceaux["amenagement"])),
        formateurs=tuple(
            PersonneCitee(ligne["nom"], ligne["courriel"])
            for ligne in sorted(morceaux["formateur"], key=lambda ligne: ligne["id"])
        ),
        pieces=tuple(_piece(ligne) for ligne in sorted(morceaux["piece"], key=lambda ligne: ligne["rang"])),
        projets=tuple(_projet(ligne) for ligne in sorted(morceaux["projet"], key=lambda ligne: -ligne["id"])),
    )


def _piece(ligne: dict[str, Any]) -> dict[str, Any]:
    """JSON holds the instant as text, without its zone on SQLite: it is UTC in the database."""
    deposee_le = datetime.fromisoformat(ligne["deposee_le"])
    return ligne | {
        "libelle": TypePieceIdentite(ligne["type"]).label,
        "deposee_le": deposee_le if deposee_le.tzinfo else deposee_le.replace(tzinfo=UTC),
    }


def _projets(inscription: Inscription) -> QuerySet[Any, Any]:
    projets = Projet.objects.de(inscription.organisme_id, inscription.referentiel.certification_id)
    valeurs = JSONObject(id="pk", portee="portee", entree="entree_formation", fin="fin_formation")
    return projets.filter(etat=EtatProjet.AVAL).order_by().values_list(Value("projet"), valeurs)


def _projet(ligne: dict[str, Any]) -> Projet:
    entree, fin = (date.fromisoformat(ligne[cle]) if ligne[cle] else None for cle in ("entree", "fin"))
    return Projet(pk=ligne["id"], portee=ligne["portee"], entree_formation=entree, fin_formation=fin)


def _requete(pk: int) -> QuerySet[Any, Any]:
    blocs = Inscription.blocs.through.objects.filter(inscription_id=pk).values_list(
        Value("bloc"), JSONObject(id="versionbloc_id")
    )
    financements = FinancementInscription.objects.filter(inscription=pk).values_list(
        Value("financement"), JSONObject(code="code", abondement="abondement")
    )
    amenagements = Amenagement.objects.filter(inscription=pk).values_list(
        Value("amenagement"), JSONObject(effet="effet")
    )
    formateurs = Formateur.objects.filter(inscription=pk).values_list(
        Value("formateur"), JSONObject(id="pk", nom="nom", courriel="courriel")
    )
    pieces = PieceIdentite.objects.filter(inscription=pk, supprimee_le__isnull=True).values_list(
        Value("piece"), JSONObject(id="pk", type="type", rang="rang", deposee_le="deposee_le", fichier="fichier_id")
    )
    suites = [liste.order_by() for liste in (financements, amenagements, formateurs, pieces)]
    return blocs.order_by().union(*suites, all=True)


def donnees_de(inscription: Inscription, details: Details | None = None) -> DonneesInscription:
    """The values of a registration; one query unless its details are given. Expects `candidat` and `entreprise`
    joined."""
    details = details or details_saisis(inscription)
    recevabilite = getattr(inscription, "recevabilite", None)
    valeurs: dict[str, Any] = {
        champ: getattr(inscription.candidat, champ) for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)
    }
    valeurs["naissance_confirmee"] = inscription.candidat.naissance_confirmee
    valeurs |= {champ: getattr(inscription, champ) for champ in CHAMPS_PARCOURS}
    if inscription.entreprise:
        valeurs |= {
            champ: getattr(inscription.entreprise, champ.removeprefix("entreprise_")) for champ in CHAMPS_ENTREPRISE
        }
    return DonneesInscription(
        referentiel_id=inscription.referentiel_id,
        blocs=details.blocs,
        recevabilite_recue_le=recevabilite.recue_le if recevabilite else None,
        formateurs=details.formateurs,
        financements=details.financements,
        cpf_abonde=details.cpf_abonde,
        amenagements=details.amenagements,
        **valeurs,
    )


SESSION = ("portee", "voie", "entree_formation", "fin_formation", "date_evaluation_prevue", "formateurs")
"""What the candidates of one session share; what is theirs alone (civil status, papers, fundings, tutor…) never is."""


def partage_avec_la_suivante(
    inscription: Inscription, version: Referentiel, *, meme_entreprise: bool, projets: Collection[int | None]
) -> dict[str, Any]:
    """What the form of the next registration starts from: `projets`, those it may name; blocs of the same version
    alone."""
    donnees = donnees_de(inscription)
    valeurs: dict[str, Any] = {champ: getattr(donnees, champ) for champ in SESSION}
    if donnees.projet_id in projets:
        valeurs["projet_id"] = donnees.projet_id
    if version.pk == inscription.referentiel_id:
        valeurs["blocs"] = donnees.blocs
    if meme_entreprise:
        valeurs |= {champ: getattr(donnees, champ) for champ in CHAMPS_ENTREPRISE}
    return valeurs


def organisme_nomme(personne: Personne, adresse: Mapping[str, str]) -> OrganismeFormation | None:
    """Of the OFs this person writes for, the one the address names; without a name, the first."""
    organismes, voulu = OrganismeFormation.objects.visibles_par(personne), adresse.get("organisme", "")
    return organismes.filter(pk=en_entier(voulu) or 0).first() if voulu else organismes.first()


def inscriptions_en_cours_de(organisme: OrganismeFormation | None) -> QuerySet[Inscription]:
    """Those of one OF (or those without OF) that are neither decided nor abandoned."""
    return Inscription.objects.filter(organisme=organisme, etat__in=OUVERTES)


def doublons(
    donnees: DonneesInscription,
    certification_id: int,
    organisme: OrganismeFormation | None,
    sauf: Iterable[int] = (),
) -> list[Inscription]:
    """Running registrations of the same person for the same certification, in the same organisation."""
    memes = homonymes(donnees, certification_id, organisme, sauf)
    return [autre for autre in memes if not nes_ailleurs(lieu_de(donnees), lieu_de(autre.candidat))]


def homonymes(
    donnees: DonneesInscription,
    certification_id: int,
    organisme: OrganismeFormation | None,
    sauf: Iterable[int] = (),
) -> list[Inscription]:
    """The same, whatever the place of birth: two people may bear one name and one day of birth."""
    if donnees.date_naissance is None:
        return []
    candidates = (
        inscriptions_en_cours_de(organisme)
        .filter(candidat__date_naissance=donnees.date_naissance, referentiel__certification=certification_id)
        .exclude(pk__in=list(sauf))
        .select_related("candidat")
        .prefetch_related("blocs")
    )
    cle = cle_personne(donnees.nom_naissance, donnees.prenom, donnees.date_naissance)
    return [
        autre
        for autre in candidates
        if cle_personne(autre.candidat.nom_naissance, autre.candidat.prenom, autre.candidat.date_naissance) == cle
        and not _blocs_distincts(donnees, autre)
    ]


def _blocs_distincts(donnees: DonneesInscription, autre: Inscription) -> bool:
    """Two registrations for different blocs are two things."""
    if donnees.portee != Portee.BLOCS or autre.portee != Portee.BLOCS:
        return False
    return not set(donnees.blocs) & {bloc.pk for bloc in autre.blocs.all()}
