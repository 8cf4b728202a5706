"""Four tablets, four evaluators, each on the grids of its own candidates: written without network, they come back at
once. Each change is applied once, and what each tablet shows is what the portal holds, by its hash."""

import os
import sys
import time

import pytest
from playwright.sync_api import expect

from certif_portal.commun import horloge
from evaluations.choix import StatutOperation
from evaluations.models import Appreciation, NoteEvaluateur, OperationRecue
from evaluations.regles.saisie import sha256
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier
from tests.evaluations.tablette import HORS_RESEAU, Tablette, commenter, notes, temoin
from tests.navigateur.relais import attendre

TABLETTES = 4
SAISIES = int(os.environ.get("TABLETTE_VAGUE", "3"))
DUREE = 60  # seconds: R2 gives them to sixty tablets
FILE = """async (utilisateur) => {
  const { enAttente } = await import("/static/js/tablette/file.js");
  return (await enAttente(utilisateur)).map(({ id }) => id);
}"""
"""The ids of what a tablet has still to send."""
GARDE = """async ([utilisateur, cles]) => {
  const [{ lectureDesLignes }, { paquetGarde }, { empreinte }] = await Promise.all(
    ["lignes", "paquet", "sceau"].map((nom) => import(`/static/js/tablette/${nom}.js`)),
  );
  const lire = await lectureDesLignes(utilisateur, await paquetGarde(utilisateur));
  return empreinte(cles.map((cle) => {
    const { confirme, ...valeur } = lire(...cle).valeur;
    return valeur;
  }));
}"""
"""The hash of what a tablet holds of these lines, made by the tablet."""
MONTRE = """async () => {
  const { valeurSaisie } = await import("/static/js/tablette/vue_competence.js");
  const { confirme, ...valeur } = valeurSaisie(document.querySelector("form[data-saisie]"), false);
  return valeur;
}"""
"""What the screen shows of the line that is open."""

NOTER = """() => {
  window.attentes = [];
  const vrai = window.setTimeout;
  window.setTimeout = (geste, ms, ...suite) => (ms > 5000 && attentes.push(ms), vrai(geste, ms, ...suite));
}"""
"""The page notes how long it will wait before it tries again."""
PAUSE, PAUSE_MAXIMALE, HASARD = 15_000, 300_000, 0.3  # ms, and the part drawn either way

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]


@pytest.fixture
def passage(transactional_db):
    """The first of the day's candidates; all four evaluators sit."""
    evaluateurs = [EvaluateurFactory() for _ in range(TABLETTES)]
    passage = planifier(InscriptionFactory(), *evaluateurs, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


def lignes_par_tablette(passage) -> list[list[tuple]]:
    """To each tablet its own candidates, and of their grids as many lines as the trial asks."""
    libres, parts = [passage], []
    while len(parts) < TABLETTES:
        lignes: list[tuple] = []
        while len(lignes) < SAISIES:
            sien = libres.pop() if libres else planifier(InscriptionFactory(), commission=passage.commission)
            declarer(sien, a=horloge.maintenant())
            lignes += [(sien, rang, sorte) for sorte in ("note", "commun") for rang in range(sien.competences.count())]
        parts.append(lignes[:SAISIES])
    return parts


def cles_de(lignes: list[tuple]) -> list[list]:
    """Under the names of the tablet: grid, competence, kind of line."""
    return [
        [p.inscription.grille.pk, p.competences.order_by("version_bloc", "ordre")[rang].pk, sorte]
        for p, rang, sorte in lignes
    ]


def du_portail(utilisateur, cles: list[list]) -> str:
    """The hash of what the portal holds of these lines."""
    valeurs = []
    for grille, competence, sorte in cles:
        if sorte == "note":
            ligne = NoteEvaluateur.objects.get(
                grille=grille, competence=competence, saisie_par__utilisateur=utilisateur
            )
        else:
            ligne = Appreciation.objects.get(grille=grille, competence=competence)
        valeurs.append(ligne.valeur.en_json())
    return sha256(valeurs)


def ecrire(tablette: Tablette, lignes: list[tuple], textes: list[str]) -> None:
    for ligne, texte in zip(lignes, textes, strict=True):
        tablette.ouvrir(*ligne)  # a whole load, from the shell
        commenter(tablette.page, texte)
        expect(temoin(tablette.page)).to_have_text(HORS_RESEAU)


def montre(tablette: Tablette, lignes: list[tuple]) -> list[dict]:
    """Every screen of these lines, opened one after the other."""
    return [tablette.ouvrir(*ligne).evaluate(MONTRE) for ligne in lignes]


def test_quatre_tablettes_reviennent_a_la_fois_et_montrent_ce_que_tient_le_portail(tablettes, passage, pont, capsys):
    parts = lignes_par_tablette(passage)
    membres = passage.commission.membres.order_by("pk")
    utilisateurs = [membre.evaluateur.utilisateur for membre in membres]
    posees = [tablettes(rang) for rang in range(TABLETTES)]
    for tablette, lignes in zip(posees, parts, strict=True):
        tablette.preparer()
        tablette.ouvrir(*lignes[0])
    textes = [  # of the method: a common result points at a criterion
        [f"La méthode {n * SAISIES + rang} n’est pas tenue" for rang in range(SAISIES)] for n in range(TABLETTES)
    ]
    pont.couper()
    for tablette, lignes, siens in zip(posees, parts, textes, strict=True):
        ecrire(tablette, lignes, siens)
    assert OperationRecue.objects.count() == 0
    parties = list(zip(posees, utilisateurs, [cles_de(lignes) for lignes in parts], strict=True))
    avant = [tablette.page.evaluate(GARDE, [utilisateur.pk, cles]) for tablette, utilisateur, cles in parties]
    attendues = [cle for tablette, utilisateur, _ in parties for cle in tablette.page.evaluate(FILE, utilisateur.pk)]
    assert len(attendues) >= TABLETTES * SAISIES

    pont.rouvrir()
    debut = time.monotonic()
    for tablette in posees:
        tablette.page.evaluate("dispatchEvent(new Event('online'))")
    attendre(lambda: OperationRecue.objects.count() >= len(attendues), DUREE)
    duree = time.monotonic() - debut
    for tablette in posees:
        expect(temoin(tablette.page)).to_have_text("Tout est envoyé")
    with capsys.disabled():
        sys.stdout.write(f" {len(attendues)} saisies de {TABLETTES} Chromium reçues en {duree:.1f} s ")

    assert sorted(str(cle) for cle in OperationRecue.objects.values_list("cle", flat=True)) == sorted(attendues)
    assert set(OperationRecue.objects.values_list("statut", flat=True)) == {StatutOperation.APPLIQUEE}
    communs = Appreciation.objects.exclude(commentaire="").values_list("commentaire", flat=True)
    assert sorted([*notes(), *communs]) == sorted(texte for siens in textes for texte in siens)
    pont.couper()  # what they show from now on is what they hold
    for (tablette, utilisateur, cles), lignes, empreinte in zip(parties, parts, avant, strict=True):
        tenue = du_portail(utilisateur, cles)
        assert sha256(montre(tablette, lignes)) == tenue == empreinte
        assert tablette.page.evaluate(GARDE, [utilisateur.pk, cles]) == tenue
    (tablette, utilisateur, cles), lignes = parties[-1], parts[-1]
    NoteEvaluateur.objects.filter(saisie_par__utilisateur=utilisateur, grille=cles[0][0]).update(commentaire="Autre")
    assert sha256(montre(tablette, lignes)) != du_portail(utilisateur, cles)  # the hash tells


def test_sans_reponse_chaque_tablette_attend_de_plus_en_plus_et_jamais_autant_que_les_autres(tablettes, passage, pont):
    """R2: what comes back at once does not try again at once."""
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    page.evaluate(NOTER)
    pont.couper()
    commenter(page, "La cote n’est pas tenue")
    expect(temoin(page)).to_have_text(HORS_RESEAU)
    for essai in range(7):
        page.wait_for_function("faites => attentes.length > faites", arg=essai)
        page.get_by_role("button", name="Envoyer maintenant").click()
    parts = [
        attente / min(PAUSE * 2**rang, PAUSE_MAXIMALE) for rang, attente in enumerate(page.evaluate("attentes")[:7])
    ]
    assert all(1 - HASARD <= part <= 1 + HASARD for part in parts), parts
    assert len(set(parts)) == len(parts)
