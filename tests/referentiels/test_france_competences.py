"""The open data of France compétences: read as a stream, our codes only, nothing empty erases what is known."""

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from referentiels.france_competences import BlocPublie, ExportRefuse, FichePubliee, Parcours, lire_date, lire_export
from referentiels.models import Enregistrement
from tests.referentiels.exports_rncp import ecrire_csv, ecrire_xml, fiche_xml, ligne_csv, zipper

REELLE = {"decision": "23/05/2025", "fin": "23/05/2030", "delivrance": "23/05/2034"}


def lire(chemin: Path, *codes: str) -> list[FichePubliee]:
    return list(lire_export(chemin, codes, Parcours()))


ENTITES = b'<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "aaaa">]><FICHES><FICHE>&a;</FICHE></FICHES>'


MAUVAIS = {
    "vide": (b"", "Colonnes lues : aucune"),
    "recette": ("Casser trois œufs dans un saladier.\n".encode(), "Colonnes lues : Casser trois"),
    "autre_table": (b"Numero_Fiche;Siret\nRNCP1;1\n", "Attendu Date_Fin_Enregistrement"),
    "sans_fiche": (b"<FICHES></FICHES>", "Aucune fiche"),
    "tronque": (b"<FICHES><FICHE><NUMERO_FICHE>RNCP1</NUMERO_FICHE>", "illisible ou tronqué à la ligne 1"),
    "entites": (ENTITES, "déclare des entités"),
    "binaire": (b"\x89PNG\r\n\x1a\n\xff\xfe", "pas en UTF-8"),
    "faux_zip": (b"PK\x03\x04xxxx", "archive ZIP est illisible"),
    "latin": ("Numero_Fiche;Date_Fin_Enregistrement\nRNCP1;é\n".encode("latin-1"), "pas en UTF-8"),
    "champ": (b"Numero_Fiche;Date_Fin_Enregistrement\n" + b"x" * 200_000 + b";\n", "CSV est illisible vers la fiche 1"),
}


def _pic(chemin: Path, *codes: str) -> tuple[int, int, int]:
    """Peak of Python memory in bytes, fiches read, fiches kept."""
    parcours = Parcours()
    tracemalloc.start()
    try:
        trouvees = list(lire_export(chemin, codes, parcours))
        return tracemalloc.get_traced_memory()[1], parcours.lues, len(trouvees)
    finally:
        tracemalloc.stop()


def test_xml(tmp_path: Path) -> None:
    blocs = [("RNCP40664BC01", "Préparer"), ("02", "Régler"), ("x", "Illisible")]
    fiches = [fiche_xml("RNCP1"), fiche_xml("RNCP40664", suite="RNCP50000", blocs=blocs, **REELLE), fiche_xml("RS2")]
    assert lire(ecrire_xml(tmp_path / "e.xml", fiches), "RNCP40664", "RS9") == [
        FichePubliee(
            code="RNCP40664",
            intitule="Titre de RNCP40664",
            active=True,
            date_decision=date(2025, 5, 23),
            date_fin=date(2030, 5, 23),
            date_limite_delivrance=date(2034, 5, 23),
            remplacee_par=("RNCP50000",),
            blocs=(BlocPublie("RNCP40664BC01", "Préparer"), BlocPublie("RNCP40664BC02", "Régler")),
        )
    ]


def test_csv_standard(tmp_path: Path) -> None:
    lignes = [ligne_csv("RNCP1"), ligne_csv("RNCP40664", decision="23/05/2025", fin="2030-05-23", actif="INACTIVE")]
    [fiche] = lire(ecrire_csv(tmp_path / "e.csv", lignes), "RNCP40664")
    assert (fiche.date_decision, fiche.date_fin, fiche.date_limite_delivrance, fiche.active) == (
        date(2025, 5, 23),
        date(2030, 5, 23),
        None,
        False,
    )


def test_zip_du_xml_ou_des_csv(tmp_path: Path) -> None:
    xml = ecrire_xml(tmp_path / "export-fiches-rncp-v4-1-2026-08-16.xml", [fiche_xml("RNCP40664", **REELLE)])
    standard = ecrire_csv(
        tmp_path / "export_fiches_CSV_Standard_2026_08_16.csv", [ligne_csv("RNCP40664", fin="01/01/2030")]
    )
    autre = tmp_path / "export_fiches_CSV_Rome_2026_08_16.csv"
    autre.write_text("Numero_Fiche;Codes_Rome_Code\n", encoding="utf-8")
    assert lire(zipper(tmp_path / "x.zip", xml), "RNCP40664")[0].date_fin == date(2030, 5, 23)
    assert lire(zipper(tmp_path / "c.zip", autre, standard), "RNCP40664")[0].date_fin == date(2030, 1, 1)
    with pytest.raises(ExportRefuse, match="attendu un XML, ou le CSV « Standard »"):
        lire(zipper(tmp_path / "r.zip", autre), "RNCP40664")


@pytest.mark.parametrize(
    ("imprimee", "lue"),
    [
        ("29/02/2028", date(2028, 2, 29)),
        ("2028-02-29T00:00:00", date(2028, 2, 29)),
        ("29/02/2027", None),
        ("", None),
        ("bientôt", None),
    ],
)
def test_dates(imprimee: str, lue: date | None) -> None:
    assert lire_date(imprimee) == lue


@pytest.mark.parametrize(("octets", "message"), MAUVAIS.values(), ids=MAUVAIS.keys())
def test_mauvais_fichier(octets: bytes, message: str, tmp_path: Path) -> None:
    chemin = tmp_path / "e"
    chemin.write_bytes(octets)
    with pytest.raises(ExportRefuse) as refus:
        lire(chemin, "RNCP1")
    assert message in str(refus.value)


def test_fichier_absent_ou_dossier(tmp_path: Path) -> None:
    for chemin in (tmp_path / "rien", tmp_path):
        with pytest.raises(ExportRefuse, match="ne s’ouvre pas"):
            lire(chemin, "RNCP1")


def test_zip_tronque(tmp_path: Path) -> None:
    entier = zipper(tmp_path / "x.zip", ecrire_xml(tmp_path / "e.xml", (fiche_xml(f"RNCP{n}") for n in range(2000))))
    coupe = tmp_path / "coupe.zip"
    coupe.write_bytes(entier.read_bytes()[:-100])
    with pytest.raises(ExportRefuse, match="illisible, tronquée"):
        lire(coupe, "RNCP1")


@pytest.mark.parametrize("forme", ["xml", "csv", "zip"])
def test_la_memoire_reste_plate_sur_10_000_fiches(forme: str, tmp_path: Path) -> None:
    """Twenty times more fiches, the same peak: within half as much again, whatever the form."""
    pics = []
    for nombre in (500, 10_000):
        chemin = tmp_path / f"{nombre}.{forme}"
        if forme == "csv":
            ecrire_csv(chemin, (ligne_csv(f"RNCP{n}", fin="01/01/2030") for n in range(nombre)))
        else:
            ecrire_xml(tmp_path / f"{nombre}.xml", (fiche_xml(f"RNCP{n}", **REELLE) for n in range(nombre)))
        if forme == "zip":
            zipper(chemin, tmp_path / f"{nombre}.xml")
        pic, lues, trouvees = _pic(chemin, "RNCP7", f"RNCP{nombre - 1}")
        assert (lues, trouvees) == (nombre, 2)
        pics.append(pic)
    assert pics[1] < 1.5 * pics[0], pics
    assert pics[1] < chemin.stat().st_size / 2 or forme == "zip"


def test_commande(fiche, tmp_path: Path, capsys) -> None:
    suite = fiche_xml("RNCP50000", decision="24/05/2030", fin="24/05/2035")
    export = ecrire_xml(
        tmp_path / "e.xml", [suite, fiche_xml("RNCP40664", suite="RNCP50000", **REELLE), fiche_xml("RNCP3")]
    )
    call_command("importer_rncp", str(export), "--analyse", "--renouvellements")
    assert Enregistrement.objects.count() == 1
    assert "rien n’est enregistré" in capsys.readouterr().out
    call_command("importer_rncp", str(export), "--renouvellements")
    assert list(Enregistrement.objects.values_list("code", "date_fin")) == [
        ("RNCP50000", date(2035, 5, 24)),
        ("RNCP40664", date(2030, 5, 23)),
    ]
    sortie = capsys.readouterr().out
    assert "3 fiches lues, 1 du catalogue." in sortie
    assert "dernière délivrance : 1er\u00a0janvier\u00a02033 → 23\u00a0mai\u00a02034" in sortie
    export.write_text("<FICHES>", encoding="utf-8")
    with pytest.raises(CommandError, match="rien n’est enregistré"):
        call_command("importer_rncp", str(export))
