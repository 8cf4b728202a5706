"""A jury closed, then its papers made: ours against the naive way, in turn, in one run.

    DEMO=1 DATABASE_URL=postgres://… python -m benchmarks.papiers [--candidats 500] [--simples 30]

Runs on a base to be thrown away, where the demonstration is loaded: the juries it closes stay in it. Naive: one
certificate at a time, its style and its faces read again for each. Floor: a certificate already laid out, written. The
closing is held to the time of thirty naive ones (issue 11), the batch to the ratios of A1, A2 and A3 (peak at all the
certificates ≤ 1.15 x peak at a hundred); the memory is that of a fork, which gives everything back. Naive, ours and
floor are tried in turn, in processor time: a machine busy with something else changes little of it. The mails of the
letters are put in the console: `> /dev/null` hides the figures too, `EMAIL_URL` of nowhere does not.
"""

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.html import escape  # noqa: E402

from benchmarks.essai import essayer  # noqa: E402
from benchmarks.table import etendue  # noqa: E402
from candidats.choix import EtatInscription, Origine, Voie  # noqa: E402
from candidats.models import Candidat, Inscription  # noqa: E402
from certif_portal.commun.code_dessine import PLAN, codes_de  # noqa: E402
from certif_portal.commun.pdf import VARIANTE, _lecteur_statique, atelier, rendre_pdf  # noqa: E402
from certif_portal.comptes.models import Utilisateur  # noqa: E402
from habilitations.models import OrganismeFormation  # noqa: E402
from jurys.choix import College, Decision, EtatJury, NaturePapier  # noqa: E402
from jurys.documents.papier import contexte_de  # noqa: E402
from jurys.models import Jury, MembreJury, Papier, Presentation, ValidationCompetence  # noqa: E402
from jurys.services.cloture import clore_jury  # noqa: E402
from jurys.services.lettre import envoyer_lettres  # noqa: E402
from jurys.services.papier import LOT, editer_papiers  # noqa: E402
from referentiels.models import Competence, Referentiel  # noqa: E402

A, LE = datetime(2026, 12, 8, 12, tzinfo=UTC), date(2026, 12, 8)


def jury_a_clore(nombre: int, numero: str) -> Jury:
    """`nombre` candidates of two OF, three of four admitted; written in bulk, every decision taken."""
    agent = Utilisateur.objects.order_by("pk")[0]
    referentiel = Referentiel.objects.filter(etat="en_vigueur", certification__type="CQPM").order_by("pk")[0]
    organismes = list(OrganismeFormation.objects.order_by("pk")[:2])
    jury = Jury.objects.create(
        numero=numero,
        date=LE,
        lieu="Saint-Nazaire",
        etat=EtatJury.DELIBERATION,
        creee_le=A,
        convoque_le=LE,
        ouvert_le=A,
    )
    MembreJury.objects.create(jury=jury, nom="Tanguy", prenom="Nolwenn", college=College.PATRONAL, preside=True)
    candidats = Candidat.objects.bulk_create(
        Candidat(
            nom_naissance=f"Le Goff-{chr(65 + rang // 676)}{chr(65 + rang // 26 % 26)}{chr(65 + rang % 26)}",
            prenom="Zoé",
            sexe="F",
            date_naissance=date(1990, 5, 3),
            commune_naissance="Saint-Nazaire",
            departement_naissance="44",
            courriel=f"{numero}-{rang}@exemple.fr",
            cle_recherche=f"le goff {rang}",
        )
        for rang in range(nombre)
    )
    inscriptions = Inscription.objects.bulk_create(
        Inscription(
            candidat=candidat,
            organisme=organismes[rang % len(organismes)],
            referentiel=referentiel,
            voie=Voie.FORMATION,
            origine=Origine.DE,
            entree_formation=date(2026, 1, 5),
            fin_formation=date(2026, 11, 30),
            etat=EtatInscription.ACCEPTEE,
            creee_le=A,
            deposee_le=LE,
            acceptee_le=A,
            acceptee_par=agent,
        )
        for rang, candidat in enumerate(candidats)
    )
    presentations = Presentation.objects.bulk_create(
        Presentation(
            jury=jury,
            inscription=inscription,
            code=f"J-{rang}",
            ordre=rang,
            synthese={},
            decision=Decision.NA if rang % 4 == 3 else Decision.A,
            decidee_le=A,
            decidee_par=agent,
        )
        for rang, inscription in enumerate(inscriptions)
    )
    competences = list(Competence.objects.filter(version_bloc__compositions__referentiel=referentiel))
    ValidationCompetence.objects.bulk_create(
        ValidationCompetence(
            presentation=presentation,
            competence=competence,
            acquise=presentation.decision == Decision.A or competence != competences[0],
        )
        for presentation in presentations
        for competence in competences
    )
    return jury


def rendre_naivement(papiers: list[Papier]) -> None:
    """One paper at a time, as if it were alone; its code an SVG."""
    import segno
    from weasyprint import HTML

    for papier in papiers:
        html = render_to_string(f"documents/{papier.modele}.html", {"acte": contexte_de(papier)})
        for adresse, _ in codes_de(html):
            code = segno.make(adresse.removeprefix(PLAN), error="m", boost_error=False, mask=2)
            html = html.replace(escape(adresse), code.svg_data_uri(border=0))
        HTML(string=html, base_url="static:documents/", url_fetcher=_lecteur_statique()).write_pdf(
            pdf_variant=VARIANTE, pdf_identifier=papier.identifiant.encode()
        )


def rendre_ensemble(papiers: list[Papier]) -> None:
    """As the chunks of the portal are."""
    with atelier() as dans:
        for papier in papiers:
            rendre_pdf(papier.modele, contexte_de(papier), identifiant=papier.identifiant, dans=dans)


def ecrire_seulement(papiers: list[Papier]) -> float:
    """Processor seconds of writing one page, already laid out, as many times as there are papers."""
    with atelier() as dans:
        modele = f"documents/{papiers[0].modele}.html"
        document = dans.mettre_en_page(render_to_string(modele, {"acte": contexte_de(papiers[0])}))
        debut = time.process_time()
        for papier in papiers:
            document.copy().write_pdf(pdf_variant=VARIANTE, pdf_identifier=papier.identifiant.encode())
        return time.process_time() - debut


def comparer(papiers: list[Papier], tours: int) -> None:
    """Naive, ours and floor in turn, on the same chunk of certificates."""
    nombre, rapports, planchers = len(papiers), [], []
    for _ in range(tours):
        naif, notre = occuper(lambda: rendre_naivement(papiers)), occuper(lambda: rendre_ensemble(papiers))
        plancher = ecrire_seulement(papiers)
        rapports.append(naif / notre)
        planchers.append(naif / plancher)
        naive, notres, nus = (duree / nombre * 1000 for duree in (naif, notre, plancher))
        dire(f"  naïf {naive:.0f} ms, ici {notres:.0f}, plancher {nus:.0f}")
    dire(f"certificats par {nombre} : {etendue(rapports)} x le naïf (but ≥ 2,5) ; plancher {etendue(planchers)} x")


def par_lots(papiers: list[Papier]) -> None:
    for debut in range(0, len(papiers), LOT):
        rendre_ensemble(papiers[debut : debut + LOT])


def comparer_a_deux(papiers: list[Papier], tours: int) -> None:
    """All the certificates of a jury, by one process then by two (A1, A2): processor time of the busiest, against the
    naive way tried on a chunk of them, in turn."""
    rapports: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(tours):
        naif = occuper(lambda: rendre_naivement(papiers[:LOT])) / min(LOT, len(papiers)) * len(papiers)
        for ensemble, obtenus in rapports.items():
            parts = [papiers[rang::ensemble] for rang in range(ensemble)]
            connections.close_all()
            with ProcessPoolExecutor(ensemble, mp_context=get_context("fork")) as bassin:
                obtenus.append(naif / max(bassin.map(_occuper_par_lots, parts)))
    for ensemble, but in ((1, "2,5"), (2, "4,5")):
        dire(
            f"{len(papiers)} certificats, {ensemble} processus : {etendue(rapports[ensemble])} x le naïf (but ≥ {but})"
        )
    gains = [deux / un for un, deux in zip(*rapports.values(), strict=True)]
    dire(f"deux processus / un : {etendue(gains)} (but ≥ 1,8)")


def _occuper_par_lots(papiers: list[Papier]) -> float:
    return occuper(lambda: par_lots(papiers))


def comparer_les_pics(papiers: list[Papier]) -> None:
    """Of certificates alone: a PV is one document, laid out whole, whose memory is that of its lines."""
    peu = min(100, len(papiers))
    pics = [essayer(lambda n=nombre: par_lots(papiers[:n]), 3600).memoire for nombre in (peu, len(papiers))]
    dire(f"pic à {len(papiers)} certificats / pic à {peu} : {pics[1]:.0f} / {pics[0]:.0f} Mo, {pics[1] / pics[0]:.2f}")


def comparer_la_fournee(seul: Jury, double: Jury) -> None:
    """Every paper, letters included: against the naive way of each kind, tried on ten; then by two processes. In
    processor time of the busiest one: what it takes where two cores are free."""
    par_modele: dict[str, list[Papier]] = defaultdict(list)
    for papier in Papier.objects.filter(jury=seul).order_by("pk"):
        par_modele[papier.modele].append(papier)
    naif = 0.0
    for modele, papiers in par_modele.items():
        essayes = papiers[:10]
        un = occuper(lambda essayes=essayes: rendre_naivement(essayes)) / len(essayes)
        naif += un * len(papiers)
        dire(f"  {len(papiers)} {modele}, naïf {un * 1000:.0f} ms")
    nombre = sum(map(len, par_modele.values()))
    for jury, ensemble, but in ((seul, 1, "2,5"), (double, 2, "4,5")):
        debut = time.perf_counter()
        occupations = a_plusieurs(jury.pk, ensemble)
        duree = time.perf_counter() - debut
        dire(
            f"{nombre} papiers de tous genres, {ensemble} processus : {max(occupations):.1f} s de processeur "
            f"({sum(occupations):.1f} en tout, {duree:.1f} s d’horloge), {naif / max(occupations):.1f} x le naïf "
            f"(but ≥ {but})"
        )


def editer(jury: int, ensemble: int = 1, rang: int = 0) -> float:
    """Processor seconds of making what this process makes of them."""
    par_la_fin = bool(rang) and connection.vendor == "sqlite"
    return occuper(lambda: editer_papiers(Jury.objects.get(pk=jury), a=A, ensemble=ensemble, par_la_fin=par_la_fin))


def chronometrer(travail: Callable[[], Any]) -> float:
    debut = time.perf_counter()
    travail()
    return time.perf_counter() - debut


def occuper(travail: Callable[[], Any]) -> float:
    """Processor seconds of this process."""
    debut = time.process_time()
    travail()
    return time.process_time() - debut


def a_plusieurs(jury: int, ensemble: int) -> list[float]:
    connections.close_all()
    with ProcessPoolExecutor(ensemble, mp_context=get_context("fork")) as bassin:
        return list(bassin.map(editer, [jury] * ensemble, [ensemble] * ensemble, range(ensemble)))


def dire(texte: str) -> None:
    sys.stdout.write(f"{texte}\n")
    sys.stdout.flush()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--candidats", type=int, default=500)
    arguments.add_argument("--simples", type=int, default=30)
    options = arguments.parse_args()
    marque = f"{time.time() % 100_000:.0f}"
    par = Utilisateur.objects.order_by("pk")[0]
    petit, seul, double = (
        jury_a_clore(nombre, f"{marque}-{rang}")
        for rang, nombre in enumerate((max(options.candidats // 5, 30), options.candidats, options.candidats))
    )
    clore_jury(jury=petit, par=par, a=A)
    rendre_naivement(list(Papier.objects.filter(jury=petit, nature=NaturePapier.CERTIFICAT)[:2]))  # imports, faces
    with CaptureQueriesContext(connection) as requetes:
        cloture = chronometrer(lambda: clore_jury(jury=seul, par=par, a=A))
    clore_jury(jury=double, par=par, a=A)
    simples = list(Papier.objects.filter(jury=seul, nature=NaturePapier.CERTIFICAT)[: options.simples])
    naifs = [chronometrer(lambda p=papier: rendre_naivement([p])) for papier in simples]
    naif = statistics.mean(naifs)
    dire(f"{connection.vendor}, clôture de {options.candidats} candidats : {cloture:.1f} s, {len(requetes)} requêtes")
    dire(f"certificat seul, naïf : {naif * 1000:.0f} ms ; {options.simples} de suite : {sum(naifs):.1f} s")
    dire(f"clôture / {options.simples} certificats : {cloture / sum(naifs):.2f} (but ≤ 1)")
    comparer(simples[:LOT], 5)
    certificats = list(Papier.objects.filter(jury=seul, nature=NaturePapier.CERTIFICAT))
    comparer_a_deux(certificats, 3)
    comparer_les_pics(certificats)
    for jury in (petit, seul, double):
        envoyer_lettres(jury=jury, par=par, a=A)
    essai = essayer(lambda: editer(petit.pk), 3600)
    dire(f"papiers du petit jury : pic {essai.memoire:.0f} Mo, {essai.requetes} requêtes {essai.empechement}")
    comparer_la_fournee(seul, double)
    dire(f"seconde fois : {chronometrer(lambda: editer(seul.pk)) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
