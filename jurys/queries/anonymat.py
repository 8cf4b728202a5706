"""The comments that a jury will read: what is known around each file, what is masked, what the centre re-read."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from candidats.models import Inscription, LigneLivret
from evaluations.models import MembreCommission
from habilitations.models import ContactOrganisme
from jurys.models import Presentation, RelectureCommentaire
from jurys.regles.anonymat import (
    Connus,
    TexteMasque,
    Zone,
    cles_des_noms,
    masquer,
    reperer,
    vocabulaire_de,
    zones_des_mots,
)
from referentiels.models import IndexRecherche


@dataclass(frozen=True)
class Commentaire:
    """One text that the jury will read. `source` names it among those of its candidate: « competence-12 », « avis »."""

    presentation: int
    code: str
    source: str
    libelle: str
    texte: str
    zones: tuple[Zone, ...]
    relecture: RelectureCommentaire | None

    @property
    def a_relire(self) -> bool:
        return bool(self.zones) and self.relecture is None

    @property
    def masques_choisis(self) -> list[str]:
        return list(self.relecture.masques) if self.relecture else []

    @cached_property
    def masque(self) -> TexteMasque:
        """What is known is masked, and what the centre chose; until it chose, everything that looks like a name is."""
        choisies = zones_des_mots(self.texte, self.masques_choisis) if self.relecture else self.zones
        return masquer(self.texte, [*(zone for zone in self.zones if zone.certaine), *choisies])

    @property
    def doutes(self) -> list[str]:
        """The words to look at, each once, in the order of the text."""
        lus = (self.texte[zone.debut : zone.fin] for zone in self.zones if not zone.certaine)
        return list(dict.fromkeys(lus))

    @property
    def morceaux(self) -> list[tuple[str, str]]:
        """The text cut at its zones: words, then « sur », « doute » or nothing."""
        morceaux, fin = [], 0
        for zone in self.zones:
            morceaux += [(self.texte[fin : zone.debut], "")]
            morceaux += [(self.texte[zone.debut : zone.fin], "sur" if zone.certaine else "doute")]
            fin = zone.fin
        return [morceau for morceau in [*morceaux, (self.texte[fin:], "")] if morceau[0]]


@dataclass
class Masque:
    """Masks the comments of one file, and keeps what it read: nothing reaches the jury otherwise."""

    presentation: Presentation
    connus: Connus
    relectures: dict[str, RelectureCommentaire]
    commentaires: list[Commentaire] = field(default_factory=list)

    def __call__(self, source: str, libelle: str, texte: str) -> str:
        if not texte:
            return ""
        relecture = self.relectures.get(source)
        lu = Commentaire(
            presentation=self.presentation.pk,
            code=self.presentation.code,
            source=source,
            libelle=libelle,
            texte=texte,
            zones=tuple(reperer(texte, self.connus)),
            relecture=relecture if relecture and relecture.empreinte == empreinte(texte) else None,
        )
        self.commentaires.append(lu)
        return lu.masque.texte

    @property
    def nombre(self) -> int:
        return sum(commentaire.masque.masques for commentaire in self.commentaires)


def empreinte(texte: str) -> str:
    """A comment corrected after it was re-read is re-read again."""
    return hashlib.sha256(texte.encode()).hexdigest()


def lire_masques(presentations: Iterable[Presentation], inscriptions: dict[int, Inscription]) -> dict[int, Masque]:
    """By presentation. Expects candidat, organisme, entreprise, formateurs, avis, livret and recevabilite of
    `inscriptions`: 6 queries."""
    presentations = list(presentations)
    relectures: dict[int, dict[str, RelectureCommentaire]] = {}
    for relecture in RelectureCommentaire.objects.filter(presentation__in=presentations):
        relectures.setdefault(relecture.presentation_id, {})[relecture.source] = relecture
    autour, vocabulaires = _autour({p.jury_id for p in presentations}), _vocabulaires(inscriptions.values())
    tuteurs, contacts = _tuteurs_des_livrets(inscriptions), _contacts(inscriptions.values())
    return {
        presentation.pk: Masque(
            presentation,
            _connus(
                inscription,
                autour,
                vocabulaires.get(inscription.referentiel_id, frozenset()),
                tuteurs.get(inscription.pk, []),
                contacts.get(inscription.organisme_id, []),
            ),
            relectures.get(presentation.pk, {}),
        )
        for presentation in presentations
        for inscription in [inscriptions[presentation.inscription_id]]
    }


def _connus(
    inscription: Inscription,
    autour: frozenset[str],
    vocabulaire: frozenset[str],
    tuteurs: Iterable[str],
    contacts: Iterable[tuple[str, str]],
) -> Connus:
    """`tuteurs`: those of the lines of the livret; `contacts`: names and addresses of the OF's."""
    candidat, entreprise, organisme = inscription.candidat, inscription.entreprise, inscription.organisme
    avis, livret, recevabilite = (getattr(inscription, nom, None) for nom in ("avis", "livret", "recevabilite"))
    formateurs = list(inscription.formateurs.all())
    noms = [candidat.nom_naissance, candidat.nom_usage]
    return Connus(
        personnes=(
            *(nom for nom in (*noms, candidat.prenom, candidat.autres_prenoms) if nom),
            *(f"{un} {autre}" for nom in noms if nom for un, autre in ((candidat.prenom, nom), (nom, candidat.prenom))),
            *(inscription.superieur_nom, inscription.tuteur_nom, avis.nom if avis else ""),
            *(formateur.nom for formateur in formateurs),
            organisme.responsable_nom if organisme else "",
            livret.accord_nom if livret else "",
            *tuteurs,
            *(nom for nom, _ in contacts),
        ),
        autour=autour,
        organisations=(
            *(str(connue) for connue in (entreprise, organisme) if connue),
            *([recevabilite.accompagnement] if recevabilite else []),  # a body, or somebody
        ),
        lieux=tuple(
            lieu
            for qui in (candidat, entreprise, organisme)
            if qui
            for lieu in (getattr(qui, "commune_naissance", ""), qui.ville, qui.code_postal, qui.adresse)
            if lieu
        ),
        services=(inscription.service,) if inscription.service else (),
        courriels=(
            *(candidat.courriel, inscription.superieur_courriel, inscription.tuteur_courriel),
            *(formateur.courriel for formateur in formateurs),
            organisme.courriel if organisme else "",
            *(courriel for _, courriel in contacts),
        ),
        naissance=candidat.date_naissance,
        vocabulaire=vocabulaire,
    )


def _autour(jurys: set[int]) -> frozenset[str]:
    """Every candidate of these juries, and whoever evaluated one of them: 2 queries."""
    presentes = Inscription.objects.filter(presentations__jury__in=jurys)
    noms: list[str] = []
    for champs in presentes.values_list(
        "candidat__nom_naissance", "candidat__nom_usage", "candidat__prenom", "candidat__autres_prenoms"
    ).distinct():
        noms += [*champs, f"{champs[2]} {champs[0]}"]
    membres = MembreCommission.objects.filter(commission__passages__inscription__in=presentes).order_by()
    for prenom, nom in membres.values_list(
        "evaluateur__utilisateur__prenom", "evaluateur__utilisateur__nom"
    ).distinct():
        noms += [nom, prenom, f"{prenom} {nom}"]
    return cles_des_noms(noms)


def _tuteurs_des_livrets(inscriptions: Collection[int]) -> dict[int, list[str]]:
    """By registration, whom the lines of its livret name. 1 query."""
    tuteurs: dict[int, list[str]] = {}
    lignes = LigneLivret.objects.filter(livret__inscription__in=inscriptions).exclude(tuteur="").order_by()
    for inscription, tuteur in lignes.values_list("livret__inscription", "tuteur").distinct():
        tuteurs.setdefault(inscription, []).append(tuteur)
    return tuteurs


def _contacts(inscriptions: Iterable[Inscription]) -> dict[int | None, list[tuple[str, str]]]:
    """By OF, whom to call there: names and addresses. 1 query."""
    organismes = {inscription.organisme_id for inscription in inscriptions if inscription.organisme_id}
    contacts: dict[int | None, list[tuple[str, str]]] = {}
    lus = ContactOrganisme.objects.filter(organisme__in=organismes).order_by()
    for organisme, nom, courriel in lus.values_list("organisme", "nom", "courriel"):
        contacts.setdefault(organisme, []).append((nom, courriel))
    return contacts


def _vocabulaires(inscriptions: Iterable[Inscription]) -> dict[int, frozenset[str]]:
    """By référentiel, the words it is made of: they name nobody. 1 query."""
    titres = {inscription.referentiel_id: inscription.referentiel.intitule for inscription in inscriptions}
    mots = dict(IndexRecherche.objects.filter(referentiel__in=titres).values_list("referentiel", "mots"))
    return {pk: vocabulaire_de((titre, mots.get(pk, ""))) for pk, titre in titres.items()}
