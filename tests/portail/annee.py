"""A centre lived day by day on a moved clock, and beside it a naive oracle that says who should have been written to.

The rounds, the surveys, the pauses and the reminders are the real services. What people do (a registration deposited,
a livret, a sitting, a grid, an opinion, a jury opened) is written as rows, and what is kept of the files is remade as
their acts do. The oracle shares nothing with the portal: dates counted by hand, file by file, step by step.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

from candidats.choix import EtatInscription
from candidats.models import Inscription, Livret
from certif_portal.centre.models import parametres, valeurs_avis
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.portail.models import Relance
from certif_portal.portail.services.suspension import suspendre_relances
from certif_portal.portail.services.tournee import faire_tournee
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatGrille
from evaluations.models import AvisEntreprise, Commission, FeuilleEmargement, Grille, Passage
from jurys.choix import EtatJury
from jurys.models import Jury
from jurys.services import suivi
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory
from tests.habilitations.factories import HabilitationFactory
from tests.jurys.factories import JuryFactory, document, valider_livret
from tests.referentiels.factories import creer_referentiel

UN_JOUR = timedelta(days=1)
CENTRE = "centre@exemple.fr"
CHAQUE_ANNEE = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
FERIES = {date(an, m, j) for an in (2027, 2028, 2029) for m, j in CHAQUE_ANNEE}
FERIES |= {date(2027, m, j) for m, j in ((3, 29), (5, 6), (5, 17))}
FERIES |= {date(2028, m, j) for m, j in ((4, 17), (5, 25), (6, 5))}
"""Read in a calendar, not computed."""
REGLES_DU_GENRE = {
    "depot": ("INSCRIPTION-DELAI", "INSCRIPTION-PREALABLE"),
    "livret": ("LIVRET-TIERS", "LIVRET-MOIS"),
    "seance": ("EVALUATION-DATE", "EVALUATION-DERNIER-MOIS"),
    "pieces": ("PIECES-AVANT-JURY",),
    "avis": ("AVIS-AVANT-JURY",),
    "convocation": ("JURY-CONVOCATION",),
    "cprefp": ("CPREFP-INFORMATION",),
}
GENRES = {code: genre for genre, codes in REGLES_DU_GENRE.items() for code in codes}
AVANT_ET_APRES, SIGNALE = (-15, -7, -1, 1), (7,)


def referentiel_de(metier: str) -> Any:
    return creer_referentiel(champs_certification={"intitule": f"{metier} industriel"})


Attendue = tuple[str, int, date, str, str, date]
"""(kind, file, its day, step, address, the morning it leaves)."""


@dataclass
class Promotion:
    """Candidates of one OF who are trained, evaluated and judged together."""

    of: Any
    referentiel: Any
    entree: date
    fin: date
    prevue: date
    planifiee_le: date
    seance: date
    rendue_le: date
    commission: Commission | None = None


@dataclass
class Fiche:
    """What one candidate's people do, and when; a day far away, never. `pause`: the file's reminders are held."""

    promotion: Promotion
    tuteur: str
    deposee_le: date
    livret_le: date
    avis_le: date
    pause: tuple[date, date] | None
    admise: bool
    decidee_le: date | None = None
    inscription: Inscription | None = None

    @property
    def pk(self) -> int:
        assert self.inscription is not None
        return self.inscription.pk


@dataclass
class Annee:
    """The plan drawn, the days lived, and what they took."""

    debut: date
    jours: int
    graine: int
    sans_tournee: frozenset[date] = frozenset()
    premier_jury: int = 80
    promotions: list[Promotion] = field(default_factory=list)
    fiches: list[Fiche] = field(default_factory=list)
    jurys: list[Jury] = field(default_factory=list)
    convoques: dict[int, date] = field(default_factory=dict)
    secondes: list[tuple[date, int, float]] = field(default_factory=list)
    """(day, open files, seconds) of each round."""

    def dresser(self, candidats: int, par_promotion: int, organismes: int) -> None:
        alea = random.Random(self.graine)  # noqa: S311 - a draw, no secret
        referentiels, self.agent = [referentiel_de(nom) for nom in ("Soudeur", "Usineur")], creer_personne(Role.AGENT)
        self.responsable = creer_personne(Role.RESPONSABLE)
        self.entreprise = EntrepriseFactory()
        centre = parametres()
        centre.courriel = CENTRE
        centre.save()
        acte = {"date_effet": date(2027, 1, 1), "date_fin": date(2031, 12, 31)}  # not ending in the year
        self.ofs = ofs = [HabilitationFactory(**acte).organisme for _ in range(organismes)]
        for rang in range(4):
            jour = self.debut + timedelta(days=self.premier_jury + 90 * rang)
            jury = JuryFactory(date=jour, cpref_informee_le=None)
            self.jurys.append(jury)
            self.convoques[jury.pk] = jour - timedelta(days=alea.choice((25, 16, 12)))
        for rang in range(-(-candidats // par_promotion)):
            entree = self.debut + timedelta(days=alea.randrange(max(self.jours - 30, 1)))
            fin = entree + timedelta(days=alea.choice((12, 60, 120, 240, 360)))
            prevue = fin - timedelta(days=alea.randrange(0, min(30, (fin - entree).days)))
            seance = max(entree + UN_JOUR, prevue + timedelta(days=alea.randrange(-3, 4)))
            planifiee = max(entree + timedelta(days=2), seance - timedelta(days=alea.choice((40, 10, 5))))
            promotion = Promotion(
                ofs[rang % organismes],
                referentiels[not rang % 4],
                entree,
                fin,
                prevue,
                min(planifiee, seance),
                seance,
                seance + timedelta(days=alea.choice((0, 2, 20, 60))),
            )
            self.promotions.append(promotion)
            for _ in range(min(par_promotion, candidats - len(self.fiches))):
                deposee = entree + timedelta(days=alea.choice((0, 0, 1, 3, 9, 14, 15, 16, 17, 23, 24)))
                pause = entree + timedelta(days=alea.randrange(60))
                self.fiches.append(
                    Fiche(
                        promotion,
                        f"tuteur{alea.randrange(candidats // 3 + 1)}@exemple.fr",
                        deposee,
                        deposee + timedelta(days=alea.choice((1, 5, 20, 60, 120))),
                        seance + timedelta(days=alea.choice((1, 10, 40, 200))),
                        (pause, pause + timedelta(days=21)) if alea.random() < 0.05 else None,
                        alea.random() < 0.85,
                    )
                )

    def vivre(self, tournee: Callable[[date, datetime], Any] | None = None) -> None:
        """Each morning its round, then what people do that day."""
        for n in range(self.jours):
            le = self.debut + timedelta(days=n)
            a = datetime(le.year, le.month, le.day, 5, tzinfo=UTC)
            if le not in self.sans_tournee:
                ouvertes = Inscription.objects.filter(etat__in=("brouillon", "acceptee")).count()
                debut = perf_counter()
                (tournee or (lambda le, a: faire_tournee(le=le, a=a)))(le, a)
                self.secondes.append((le, ouvertes, perf_counter() - debut))
            touchees = set(self._agir(le, a + timedelta(hours=6)))
            for debut_lot in range(0, len(touchees), 500):
                suivi.refaire(sorted(touchees)[debut_lot : debut_lot + 500])

    def _agir(self, le: date, a: datetime) -> Iterator[int]:
        """The keys of the files touched that day."""
        for fiche in self.fiches:
            yield from self._d_une_fiche(fiche, le, a)
        for promotion in self.promotions:
            yield from self._d_une_promotion(promotion, le, a)
        for jury in self.jurys:
            if le == self.convoques[jury.pk]:
                Jury.objects.filter(pk=jury.pk).update(etat=EtatJury.CONVOQUE, convoque_le=le, cpref_informee_le=le)
            if le == jury.date:
                Jury.objects.filter(pk=jury.pk).update(etat=EtatJury.DELIBERATION, ouvert_le=a)
                yield from self._decider(le)
                yield from (fiche.pk for fiche in self.fiches if fiche.inscription and not fiche.decidee_le)

    def _d_une_fiche(self, fiche: Fiche, le: date, a: datetime) -> Iterator[int]:
        promotion = fiche.promotion
        if le == promotion.entree:
            fiche.inscription = InscriptionFactory(
                organisme=promotion.of,
                referentiel=promotion.referentiel,
                entreprise=self.entreprise,
                tuteur_courriel=fiche.tuteur,
                entree_formation=promotion.entree,
                fin_formation=promotion.fin,
                date_evaluation_prevue=promotion.prevue,
                creee_le=a,
                brouillon=True,
            )
        if fiche.inscription is None:
            return
        siennes = Inscription.objects.filter(pk=fiche.pk)
        if le == fiche.deposee_le and le <= promotion.fin:
            siennes.update(
                etat=EtatInscription.ACCEPTEE,
                deposee_le=le,
                acceptee_le=a,
                acceptee_par=self.agent,
                evaluation_annoncee_le=le,
            )
        if le == fiche.livret_le and self._acceptee(fiche, le):
            valider_livret(fiche.inscription)
            Livret.objects.filter(inscription=fiche.pk).update(valide_le=a)
        if le == fiche.avis_le and self._acceptee(fiche, le):
            rendu = {"valeur": valeurs_avis()[0], "nom": "Anne Prigent", "qualite": "Tutrice", "rendu_le": a}
            AvisEntreprise.objects.filter(inscription=fiche.pk).update(etat=EtatAvis.RENDU, **rendu)
        if fiche.pause and le == fiche.pause[0]:
            suspendre_relances(
                inscription=fiche.inscription, motif="Arrêt de travail", jusqu_au=fiche.pause[1], par=self.agent, a=a
            )
        if le in (promotion.entree, fiche.deposee_le, fiche.livret_le, fiche.avis_le):
            yield fiche.pk

    def _d_une_promotion(self, promotion: Promotion, le: date, a: datetime) -> Iterator[int]:
        if not promotion.planifiee_le <= le <= max(promotion.seance, promotion.rendue_le):
            return
        if le <= promotion.seance:
            yield from self._asseoir(promotion, le)
        if promotion.commission is None:
            return
        passages = Passage.objects.filter(commission=promotion.commission)
        if le == promotion.seance:
            for passage in passages:
                AvisEntreprise.objects.create(inscription=passage.inscription, demande_le=a)
                yield passage.inscription_id
        if le == promotion.rendue_le:
            self._rendre(promotion.commission, passages, a)
            yield from (passage.inscription_id for passage in passages)

    def _asseoir(self, promotion: Promotion, le: date) -> Iterator[int]:
        """Its sitting is planned; who registers late joins it."""
        siennes = [f for f in self.fiches if f.promotion is promotion and self._acceptee(f, le)]
        if le == promotion.planifiee_le and siennes:
            promotion.commission = CommissionFactory(date=promotion.seance)
        commission = promotion.commission
        if commission is None:
            return
        deja = set(Passage.objects.filter(commission=commission).values_list("inscription", flat=True))
        for fiche in siennes:
            if fiche.pk not in deja:
                Passage.objects.create(commission=commission, inscription=fiche.inscription)
                Inscription.objects.filter(pk=fiche.pk).update(date_commission=promotion.seance)
                yield fiche.pk

    def _rendre(self, commission: Commission, passages: Iterable[Passage], a: datetime) -> None:
        feuille = document()
        FeuilleEmargement.objects.create(
            commission=commission,
            etat=EtatEmargement.SIGNE,
            document=feuille,
            scan=feuille.fichier,
            signee_le=a,
            signee_par=self.agent,
        )
        Commission.objects.filter(pk=commission.pk).update(etat=EtatCommission.TENUE)
        scellee = {"etat": EtatGrille.SCELLEE, "ouverte_le": a, "scellee_le": a, "empreinte": "e" * 64}
        for passage in passages:
            Grille.objects.create(inscription=passage.inscription, **scellee)

    def _decider(self, le: date) -> Iterator[int]:
        """Whose pieces are all there is admitted, or not."""
        for fiche in self.fiches:
            promotion = fiche.promotion
            evaluee = self._jugeable(fiche, le)
            if evaluee and max(promotion.rendue_le, fiche.avis_le, fiche.livret_le) < le and not fiche.decidee_le:
                fiche.decidee_le = le
                etat = EtatInscription.ADMISE if fiche.admise else EtatInscription.NON_ADMISE
                Inscription.objects.filter(pk=fiche.pk).update(etat=etat, decidee_le=le)
                yield fiche.pk

    @staticmethod
    def _acceptee(fiche: Fiche, le: date) -> bool:
        decidee = fiche.decidee_le is not None and fiche.decidee_le <= le
        return fiche.inscription is not None and fiche.deposee_le <= min(le, fiche.promotion.fin) and not decidee

    def _jugeable(self, fiche: Fiche, le: date) -> bool:
        return self._acceptee(fiche, le) and fiche.deposee_le <= fiche.promotion.seance <= le

    @property
    def dernier(self) -> date:
        return self.debut + timedelta(days=self.jours - 1)

    def matins(self) -> list[date]:
        """Those on which a round runs and may write."""
        jours = {self.debut + timedelta(days=n) for n in range(self.jours)} - FERIES - self.sans_tournee
        return sorted(le for le in jours if le.weekday() < 5)

    # --- the oracle ----------------------------------------------------------------------------

    def attendues(self) -> set[Attendue]:
        """Who should have been reminded of what, at which step, and on which morning."""
        faites: set[tuple[str, int, date, str, str]] = set()
        dites: set[Attendue] = set()
        for le in self.matins():
            veille = le
            while (veille + UN_JOUR).weekday() > 4 or veille + UN_JOUR in FERIES:
                veille += UN_JOUR
            for genre, cle, limite, adresse in self._dues(le):
                signale = () if genre == "depot" else ((self.responsable.email, SIGNALE),)  # a draft is its OF's alone
                for qui, etapes in ((adresse, AVANT_ET_APRES), *signale):
                    atteintes = [e for e in etapes if limite + timedelta(days=e) <= (veille if e <= 0 else le)]
                    if not atteintes:
                        continue
                    nom = f"J{max(atteintes):+d}" if max(atteintes) else "J"
                    if (genre, cle, limite, nom, qui) not in faites:
                        faites.add((genre, cle, limite, nom, qui))
                        dites.add((genre, cle, limite, nom, qui, le))
        return dites

    def _dues(self, le: date) -> Iterator[tuple[str, int, date, str]]:
        """What was still to be done that morning, by what had been done the days before."""
        for fiche in self.fiches:
            tenue = fiche.pause and fiche.pause[0] < le <= fiche.pause[1]
            decidee = fiche.decidee_le is not None and fiche.decidee_le < le
            if fiche.promotion.entree < le and not tenue and not decidee:
                yield from self._dues_d_une_fiche(fiche, fiche.promotion, le)
        for jury in self.jurys:
            if le <= self.convoques[jury.pk]:
                yield "convocation", jury.pk, jury.date - timedelta(days=15), CENTRE
                yield "cprefp", jury.pk, jury.date - timedelta(days=15), CENTRE

    def _dues_d_une_fiche(self, fiche: Fiche, promotion: Promotion, le: date) -> Iterator[tuple[str, int, date, str]]:
        of = promotion.of.courriel
        if not (fiche.deposee_le <= promotion.fin and fiche.deposee_le < le):
            if le <= promotion.fin:
                yield "depot", fiche.pk, min(promotion.entree + timedelta(days=15), promotion.fin), of
            return
        invitee = fiche.deposee_le <= promotion.seance and promotion.commission is not None
        assise = invitee and max(promotion.planifiee_le, fiche.deposee_le) < le
        if fiche.livret_le >= le:
            evaluation = promotion.seance if assise else promotion.prevue
            yield "livret", fiche.pk, self._limite_livret(promotion, evaluation), of
        if not assise:
            yield "seance", fiche.pk, min(promotion.prevue, promotion.fin), CENTRE
            return
        jury = next((j.date for j in self.jurys if j.date >= max(promotion.seance, le)), None)
        if jury and promotion.rendue_le >= le >= promotion.seance:
            yield "pieces", fiche.pk, max(jury - timedelta(days=15), promotion.seance), CENTRE
        if jury and promotion.seance < le <= fiche.avis_le:
            yield "avis", fiche.pk, jury - timedelta(days=15), fiche.tuteur

    @staticmethod
    def _limite_livret(promotion: Promotion, evaluation: date) -> date:
        duree = (promotion.fin - promotion.entree).days + 1
        tiers = promotion.entree + timedelta(days=max(duree, 3) // 3 - 1)
        annee, mois = divmod(evaluation.year * 12 + evaluation.month - 1 - 3, 12)
        jour = evaluation.day
        while True:
            try:
                return min(tiers, date(annee, mois + 1, jour))
            except ValueError:
                jour -= 1

    def ecrites(self) -> list[Attendue]:
        """Reminders of the kinds that the oracle counts: of the surveys left unanswered, it says nothing."""
        lues = []
        for relance in Relance.objects.filter(envoyee_le__isnull=False).exclude(echeance__startswith="INSERTION-"):
            code, cle, limite = relance.echeance.rsplit(":", 2)
            lues.append(
                (
                    GENRES[code],
                    int(cle),
                    date.fromisoformat(limite),
                    relance.etape,
                    relance.destinataire,
                    jour_de(relance.envoyee_le),
                )
            )
        return lues

    def fautes(self) -> list[str]:
        """What is missing, in excess, twice, in two mails of a morning, or on a day off."""
        ecrites, attendues = self.ecrites(), self.attendues()
        comptees = Counter(ligne[:5] for ligne in ecrites)
        dites = [f"en double : {ligne}" for ligne, nombre in comptees.items() if nombre > 1]
        dites += [f"manque : {ligne}" for ligne in sorted(attendues - set(ecrites))]
        dites += [f"en trop : {ligne}" for ligne in sorted(set(ecrites) - attendues)]
        par_matin: dict[tuple[str, date], int] = Counter()
        for qui, cree_le in Courriel.objects.filter(acte__in=("relance", "relances")).values_list(
            "destinataire", "cree_le"
        ):
            par_matin[qui, jour_de(cree_le)] += 1
            if jour_de(cree_le).weekday() > 4 or jour_de(cree_le) in FERIES:
                dites.append(f"un jour chômé : {qui}, {cree_le}")
        return dites + [f"{nombre} courriels le même matin : {qui}" for qui, nombre in par_matin.items() if nombre > 1]
