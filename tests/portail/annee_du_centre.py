"""The other half of a year: what a centre owes around its files, one deadline of every kind that `annee` does not live.

Written from the texts: dates are counted by hand in a calendar, and each line says from which morning it is known, on
which it is seen for the last time, and its day. The portal's rules are asked nothing.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from candidats.choix import EtatInscription
from candidats.models import Acquis, EnqueteInsertion, RapportActivites
from certif_portal.centre.models import parametres
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.portail.choix import NatureRelance
from certif_portal.portail.models import Relance
from certif_portal.portail.services.tournee import faire_tournee
from evaluations.models import Passage
from habilitations.choix import EtatAudit, NatureAudit, NatureChangement, Verdict
from habilitations.models import Audit, Changement, Constat, NonConformite
from jurys.choix import EtatJury
from jurys.choix_conservation import EtatPurge
from jurys.models import (
    ActionCorrective,
    DemandeDesignation,
    Jury,
    LignePurge,
    OrganisationSyndicale,
    Presentation,
    Purge,
)
from jurys.services import suivi
from referentiels.models import Enregistrement
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory
from tests.habilitations.factories import HabilitationFactory
from tests.jurys.factories import (
    JuryFactory,
    OrganisationSyndicaleFactory,
    dossier_pret,
    jury_edite,
    valider_livret,
)
from tests.jurys.gtp import dossier_prepare, signer_les_pieces
from tests.portail.annee import AVANT_ET_APRES, CENTRE, FERIES, SIGNALE, UN_JOUR
from tests.referentiels.factories import CertificationFactory, creer_referentiel

DEBUT, DERNIER = date(2026, 12, 14), date(2027, 3, 31)
CHOMES = FERIES | {date(2026, 12, 25)}
TOUJOURS = date.max
DE_L_ANNEE = frozenset({"depot", "livret", "seance", "pieces", "avis", "JURY-CONVOCATION", "CPREFP-INFORMATION"})
"""The kinds that `annee` lives, two thousand files at once."""


@dataclass(frozen=True)
class Attente:
    """One deadline: `des` and `jusque`, the first and the last morning it is seen. `etapes`: its own steps."""

    nature: str
    cle: str
    limite: date
    a_qui: tuple[str, ...]
    jusque: date = TOUJOURS
    des: date = date.min
    etapes: tuple[tuple[str, date], ...] = ()
    signalee: bool = True


@dataclass
class AnneeDuCentre:
    attentes: list[Attente] = field(default_factory=list)
    actes: dict[date, list[Any]] = field(default_factory=dict)
    """What people do, on which day, after its round."""

    def attend(self, nature: NatureRelance, cle: str, limite: date, *a_qui: str, **quoi: Any) -> None:
        self.attentes.append(Attente(nature.value, f"{cle}:{limite}", limite, a_qui or (CENTRE,), **quoi))

    def le(self, jour: date, faire: Any) -> None:
        self.actes.setdefault(jour, []).append(faire)

    def dresser(self) -> None:
        self.agent, self.responsable = creer_personne(Role.AGENT), creer_personne(Role.RESPONSABLE)
        centre = parametres()
        centre.courriel = CENTRE
        centre.save()
        self.acte = HabilitationFactory(date_effet=date(2022, 3, 20), date_fin=date(2032, 3, 19))
        self.of = self.acte.organisme
        self._apres_un_jury()
        self._avant_un_jury()
        self._habilitation()
        self._catalogue()
        self._conservation_et_enquetes()
        self._dossiers()
        suivi.refaire_tout()

    def _apres_un_jury(self) -> None:
        """Held on 8 December: the GTP within two months, the certificates within three, the national file too."""
        referentiel = creer_referentiel(champs_certification={"intitule": "Fondeur industriel"})
        Enregistrement.objects.create(
            certification=referentiel.certification, code="RNCP40001", date_enregistrement=date(2024, 1, 1)
        )
        jury = jury_edite(dossier_pret(referentiel=referentiel, organisme=self.of), par=self.agent)
        N = NatureRelance
        self.attend(N.GTP, f"TRANSMISSION-GTP:{jury.pk}", date(2027, 2, 8), jusque=date(2027, 2, 17))
        self.le(date(2027, 2, 17), lambda: Jury.objects.filter(pk=jury.pk).update(transmis_gtp_le=date(2027, 2, 17)))
        self.attend(N.CERTIFICATS, f"CERTIFICATS-REMISE:{jury.pk}", date(2027, 3, 8), jusque=date(2027, 3, 3))
        self.le(date(2027, 3, 3), lambda: Jury.objects.filter(pk=jury.pk).update(certificats_remis_le=date(2027, 3, 3)))
        self.attend(N.NATIONAL, f"NATIONAL-DELAI:{jury.pk}", date(2027, 3, 8))
        self.attend(N.CALENDRIER, "CALENDRIER-ANNUEL:2027", date(2026, 12, 1), jusque=date(2026, 12, 31))
        signer_les_pieces(jury, par=self.agent)
        dossier = dossier_prepare(jury, par=self.agent)
        action = ActionCorrective.objects.create(
            dossier=dossier,
            quoi="Revoir",
            qui="Le centre",
            pour_le=date(2027, 1, 20),
            creee_le=_midi(DEBUT),
            creee_par=self.agent,
        )
        self.attend(N.ACTION_GTP, f"GTP-ACTIONS-CORRECTIVES:{action.pk}", date(2027, 1, 20), jusque=date(2027, 1, 29))
        annulee = {"etat": "annulee", "annulation_motif": "Sans objet."}
        self.le(date(2027, 1, 29), lambda: ActionCorrective.objects.filter(pk=action.pk).update(**annulee))

    def _avant_un_jury(self) -> None:
        """A jury of 10 March: unions and members fifteen days before, as the CPREFP; who registered in January comes
        too close to it."""
        OrganisationSyndicaleFactory(courriel="union@exemple.fr")
        jury, jour = JuryFactory(date=date(2027, 3, 10), cpref_informee_le=None), date(2027, 2, 23)
        N = NatureRelance
        self.attend(N.DESIGNATION, f"JURY-DESIGNATION:{jury.pk}", jour, jusque=date(2027, 2, 19))
        self.le(date(2027, 2, 19), lambda: _solliciter(jury, date(2027, 2, 19)))
        self.attend(N.CONVOCATION, f"JURY-CONVOCATION:{jury.pk}", jour, jusque=date(2027, 3, 4))
        self.attend(N.CPREFP, f"CPREFP-INFORMATION:{jury.pk}", jour, jusque=date(2027, 3, 4))
        convoque = {"etat": EtatJury.CONVOQUE, "convoque_le": date(2027, 3, 4), "cpref_informee_le": date(2027, 3, 4)}
        self.le(date(2027, 3, 4), lambda: Jury.objects.filter(pk=jury.pk).update(**convoque))
        tardif = InscriptionFactory(
            organisme=self.of, etat=EtatInscription.ABANDONNEE, motif_abandon="Parti.", deposee_le=date(2027, 1, 4)
        )
        Presentation.objects.create(jury=jury, inscription=tardif, code="K7", ordre=1)
        self.attend(N.TROP_TOT, f"INSCRIPTION-AVANT-JURY:{jury.pk}", jury.date, jusque=date(2027, 3, 18))
        ouvert = {"etat": EtatJury.DELIBERATION, "ouvert_le": _midi(date(2027, 3, 18))}
        self.le(date(2027, 3, 18), lambda: Jury.objects.filter(pk=jury.pk).update(**ouvert))

    def _habilitation(self) -> None:
        """An act that ends on 15 March 2028, told 12, 9, 6 and 3 months before; findings notified on 1 August; a list
        changed on 10 December."""
        N, adresse = NatureRelance, self.of.courriel
        finissante = HabilitationFactory(date_effet=date(2023, 3, 16), date_fin=date(2028, 3, 15))
        rappels = (("12 mois", date(2027, 3, 15)), ("9 mois", date(2027, 6, 15)))
        self.attend(
            *(N.HABILITATION, f"HABILITATION-FIN:{finissante.pk}", date(2028, 3, 15)),
            *(finissante.organisme.courriel, CENTRE),
            etapes=rappels,
            signalee=False,
        )
        audit = Audit.objects.create(
            organisme=self.of,
            nature=NatureAudit.INTERMEDIAIRE,
            habilitation=self.acte,
            etat=EtatAudit.CORRECTIONS,
            agent=self.agent,
            ouvert_le=_midi(date(2026, 7, 1)),
            notifie_le=date(2026, 8, 1),
            declencheur="uimm",
            motif="Suite du jury.",
        )
        constat = Constat.objects.create(
            audit=audit,
            code="1.1",
            verdict=Verdict.MAJEURE,
            preuve="Feuilles",
            motif="Rien.",
            le=_midi(DEBUT),
            par=self.agent,
        )
        nc = NonConformite.objects.create(audit=audit, constat=constat, echeance=date(2027, 2, 1))
        self.attend(N.CORRECTION, f"ACTIONS-CORRECTIVES:{nc.pk}", date(2027, 2, 1), adresse, jusque=date(2027, 2, 3))
        levee = {"etat": "levee", "levee_le": date(2027, 2, 3), "levee_par": self.agent}
        self.le(date(2027, 2, 3), lambda: NonConformite.objects.filter(pk=nc.pk).update(**levee))
        autre = HabilitationFactory(date_effet=date(2024, 1, 1), date_fin=date(2031, 1, 1))
        Audit.objects.create(
            organisme=autre.organisme,
            nature=NatureAudit.INTERMEDIAIRE,
            habilitation=autre,
            etat=EtatAudit.CONTRADICTOIRE,
            agent=self.agent,
            ouvert_le=_midi(DEBUT),
            declencheur="uimm",
            motif="Suite du jury.",
            contradictoire_le=date(2027, 1, 8),
            contradictoire_motif="Rien n’est venu.",
            observations_limite=date(2027, 1, 23),
        )
        observe = Audit.objects.get(organisme=autre.organisme)
        self.attend(
            *(N.OBSERVATIONS, f"HABILITATION-OBSERVATIONS:{observe.pk}", date(2027, 1, 23), autre.organisme.courriel),
            jusque=date(2027, 1, 23),
        )
        change = Changement.objects.create(
            habilitation=self.acte, nature=NatureChangement.PERIMETRE, le=date(2026, 12, 10), saisi_le=_midi(DEBUT)
        )
        self.attend(N.LISTE, f"HABILITATION-LISTE-FC:{change.pk}", date(2027, 2, 10))

    def _catalogue(self) -> None:
        """Fiches for the responsable, who is not told twice of being late: 12, 6 and 3 months before."""
        N, fiche = NatureRelance, Enregistrement.objects.create
        finit = fiche(
            certification=CertificationFactory(),
            code="RNCP40002",
            date_enregistrement=date(2022, 6, 1),
            date_fin=date(2027, 6, 30),
        )
        self.attend(
            *(N.FICHE, f"RNCP-FIN:{finit.pk}", date(2027, 6, 30), self.responsable.email),
            etapes=(("12 mois", date(2026, 6, 30)), ("6 mois", date(2026, 12, 30)), ("3 mois", date(2027, 3, 30))),
            signalee=False,
        )
        finie = fiche(
            certification=CertificationFactory(),
            code="RNCP40003",
            date_enregistrement=date(2020, 6, 1),
            date_fin=date(2023, 5, 31),
            date_limite_delivrance=date(2027, 5, 31),
        )
        self.attend(
            *(N.DELIVRANCE, f"RNCP-DERNIERE-DELIVRANCE:{finie.pk}", date(2027, 5, 31), self.responsable.email),
            etapes=(("12 mois", date(2026, 5, 31)), ("6 mois", date(2026, 11, 30)), ("3 mois", date(2027, 2, 28))),
            signalee=False,
        )

    def _conservation_et_enquetes(self) -> None:
        """Thirty days to say what is erased; a survey of 15 October closes three months later."""
        purge = Purge.objects.create(
            le=DEBUT, attend_depuis=date(2026, 12, 20), etat=EtatPurge.A_APPROUVER, demandee_le=_midi(DEBUT)
        )
        LignePurge.objects.create(purge=purge, rang=1, regle="X", cible="x1", prevues=9, depuis=date(2021, 1, 1))
        self.attentes.append(
            Attente(NatureRelance.CONSERVATION.value, "PURGE-ATTENTE:2026-12-20", date(2027, 1, 19), (CENTRE,))
        )
        certifie = InscriptionFactory(organisme=self.of, etat=EtatInscription.ADMISE, decidee_le=date(2026, 4, 15))
        EnqueteInsertion.objects.create(
            inscription=certifie, etape="six_mois", prevue_le=date(2026, 10, 15), envoyee_le=_midi(date(2026, 10, 15))
        )
        self.attend(
            *(NatureRelance.ENQUETES, "INSERTION-CLOTURE:six_mois-2026-10-15", date(2027, 1, 15)),
            jusque=date(2027, 1, 15),
        )

    def _dossiers(self) -> None:
        """A day to announce two months before the end, a report fifteen days before its sitting, an acquisition that
        ends."""
        N, of = NatureRelance, self.of.courriel
        commun = {"organisme": self.of, "acceptee_par": self.agent}
        muet = InscriptionFactory(
            entree_formation=date(2026, 12, 11), fin_formation=date(2027, 3, 1), date_evaluation_prevue=None, **commun
        )
        valider_livret(muet)
        self.attend(N.ANNONCE, f"EVALUATION-ANNONCE:{muet.pk}", date(2027, 1, 1), of, jusque=date(2027, 3, 1))
        self.attend(N.SEANCE, f"EVALUATION-DERNIER-MOIS:{muet.pk}", date(2027, 3, 1))
        attendu = InscriptionFactory(
            entree_formation=date(2026, 6, 1),
            fin_formation=date(2027, 4, 30),
            date_evaluation_prevue=date(2027, 4, 2),
            date_commission=date(2027, 4, 2),
            **commun,
        )
        valider_livret(attendu)
        seance = CommissionFactory(date=date(2027, 4, 2))
        Passage.objects.create(commission=seance, inscription=attendu)
        rapport = RapportActivites.objects.create(inscription=attendu, demande_le=_midi(DEBUT))
        self.attend(N.RAPPORT, f"RAPPORT-DELAI:{attendu.pk}", date(2027, 3, 18), of, jusque=date(2027, 3, 22))
        self.le(date(2027, 3, 22), lambda: (rapport.delete(), suivi.refaire([attendu.pk])))
        refuse = InscriptionFactory(etat=EtatInscription.NON_ADMISE, decidee_le=date(2025, 8, 31), **commun)
        bloc = refuse.referentiel.compositions.first().version_bloc
        Acquis.objects.create(
            candidat=refuse.candidat,
            inscription=refuse,
            version_bloc=bloc,
            decision_le=date(2025, 8, 31),
            rncp=False,
            expire_le=date(2027, 8, 31),
        )
        self.attend(
            *(N.ACQUIS, f"ACQUIS-PERTE:{refuse.pk}", date(2027, 8, 31), of, refuse.candidat.courriel, CENTRE),
            etapes=(("6 mois", date(2027, 2, 28)),),
            signalee=False,
        )

    # --- the days, and who should have been told ------------------------------------------------

    def matins(self) -> list[date]:
        jours = [DEBUT + timedelta(days=n) for n in range((DERNIER - DEBUT).days + 1)]
        return [le for le in jours if le.weekday() < 5 and le not in CHOMES]

    def vivre(self, pas: int = 1) -> None:
        """A round every working morning (`pas`: one in so many; the next one makes up for it), then what people do."""
        tournees = set(self.matins()[::pas])
        for n in range((DERNIER - DEBUT).days + 1):
            le = DEBUT + timedelta(days=n)
            if le in tournees:
                faire_tournee(le=le, a=datetime(le.year, le.month, le.day, 5, tzinfo=UTC))
            for faire in self.actes.get(le, ()):
                faire()

    def attendues(self) -> set[tuple[str, str, str, date]]:
        """(deadline, step, address, morning)."""
        dites, faites = set(), set()
        for le in self.matins():
            veille = le
            while (veille + UN_JOUR).weekday() > 4 or veille + UN_JOUR in CHOMES:
                veille += UN_JOUR
            for attente in self.attentes:
                if attente.des <= le <= attente.jusque:
                    for qui, etape in self._etapes(attente, le, veille):
                        if (attente.cle, etape, qui) not in faites:
                            faites.add((attente.cle, etape, qui))
                            dites.add((attente.cle, etape, qui, le))
        return dites

    def _etapes(self, attente: Attente, le: date, veille: date) -> list[tuple[str, str]]:
        if attente.etapes:
            atteintes = [nom for nom, jour in attente.etapes if jour <= le]
            return [(qui, atteintes[-1]) for qui in attente.a_qui] if atteintes else []
        trouvees = []
        signale = ((self.responsable.email, SIGNALE),) if attente.signalee else ()
        for qui, jours in (*((qui, AVANT_ET_APRES) for qui in attente.a_qui), *signale):
            atteints = [n for n in jours if attente.limite + timedelta(days=n) <= (veille if n <= 0 else le)]
            if atteints:
                trouvees.append((qui, f"J{max(atteints):+d}"))
        return trouvees

    def ecrites(self) -> list[tuple[str, str, str, date]]:
        lues = Relance.objects.filter(envoyee_le__isnull=False)
        return [(r.echeance, r.etape, r.destinataire, jour_de(r.envoyee_le)) for r in lues]

    def fautes(self) -> list[str]:
        ecrites, attendues = self.ecrites(), self.attendues()
        dites = [f"en double : {ligne}" for ligne, nombre in Counter(e[:3] for e in ecrites).items() if nombre > 1]
        dites += [f"manque : {ligne}" for ligne in sorted(attendues - set(ecrites))]
        return dites + [f"en trop : {ligne}" for ligne in sorted(set(ecrites) - attendues)]

    def natures(self) -> set[str]:
        """The kinds of which somebody was told."""
        dites = {cle for cle, *_ in self.ecrites()}
        return {attente.nature for attente in self.attentes if attente.cle in dites}


def _midi(le: date) -> datetime:
    return datetime(le.year, le.month, le.day, 12, tzinfo=UTC)


def _solliciter(jury: Jury, le: date) -> None:
    for organisation in OrganisationSyndicale.objects.all():
        DemandeDesignation.objects.create(jury=jury, organisation=organisation, demandee_le=le)
