"""A calendar file: its instant, its signs, its folded lines, and the meeting that falls."""

from datetime import UTC, date, datetime, time

from certif_portal.commun.agenda import RendezVous, fichier_agenda, flux_agenda

A = datetime(2026, 9, 1, 9, tzinfo=UTC)
SEANCE = RendezVous("passage-7", "Évaluation", date(2026, 11, 6), time(8, 30), "Lycée Colbert, Lorient ; bâtiment B")


def lignes(**choix) -> list[str]:
    return fichier_agenda(SEANCE, domaine="uimm.fr", a=A, **choix).decode().split("\r\n")


def test_l_heure_de_paris_est_ecrite_en_temps_universel():
    """A sitting of November: one hour before; of July: two."""
    assert "DTSTART:20261106T073000Z" in lignes()
    juillet = RendezVous("x", "x", date(2026, 7, 6), time(8, 30), "")
    assert b"DTSTART:20260706T063000Z\r\n" in fichier_agenda(juillet, domaine="uimm.fr", a=A)


def test_sans_heure_le_rendez_vous_tient_toute_la_journee():
    entiere = RendezVous("x", "x", date(2026, 11, 6), None, "")
    assert b"DTSTART;VALUE=DATE:20261106\r\n" in fichier_agenda(entiere, domaine="uimm.fr", a=A)


def test_les_signes_du_format_sont_proteges():
    assert "LOCATION:Lycée Colbert\\, Lorient \\; bâtiment B" in lignes()


def test_le_meme_rendez_vous_garde_sa_cle_et_le_dernier_ecrit_l_emporte():
    annulees = fichier_agenda(SEANCE, domaine="uimm.fr", a=A.replace(minute=1), annule=True).decode().split("\r\n")
    assert ("UID:passage-7@uimm.fr" in lignes(), "UID:passage-7@uimm.fr" in annulees) == (True, True)
    rangs = [int(ligne.removeprefix("SEQUENCE:")) for lues in (lignes(), annulees) for ligne in lues if "SEQ" in ligne]
    assert rangs[1] == rangs[0] + 1
    assert [ligne for ligne in annulees if ligne.startswith(("METHOD", "STATUS"))] == [
        "METHOD:CANCEL",
        "STATUS:CANCELLED",
    ]


def test_une_longue_ligne_est_pliee_sans_couper_une_lettre():
    long = RendezVous("x", "é" * 100, date(2026, 11, 6), None, "", "un\ndeux")
    octets = fichier_agenda(long, domaine="uimm.fr", a=A)
    assert max(len(ligne) for ligne in octets.split(b"\r\n")) <= 75
    depliees = octets.decode().replace("\r\n ", "").split("\r\n")
    assert "SUMMARY:" + "é" * 100 in depliees
    assert "DESCRIPTION:un\\ndeux" in depliees


def test_un_abonnement_tient_tous_les_rendez_vous_dans_un_calendrier():
    autre = RendezVous("jury-4", "Jury 2026-4", date(2026, 12, 8), None, "Nantes")
    lus = flux_agenda([SEANCE, autre], nom="Certification, UIMM", domaine="uimm.fr", a=A).decode().split("\r\n")
    assert (lus.count("BEGIN:VCALENDAR"), lus.count("BEGIN:VEVENT"), lus.count("END:VEVENT")) == (1, 2, 2)
    assert [ligne for ligne in lus if ligne.startswith("UID")] == ["UID:passage-7@uimm.fr", "UID:jury-4@uimm.fr"]
    assert "X-WR-CALNAME:Certification\\, UIMM" in lus
