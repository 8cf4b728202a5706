"""Made exports of France compétences, as large as asked, written as a stream."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

ENTETE_CSV = (
    "Id_Fiche;Numero_Fiche;Intitule;Abrege_Libelle;Abrege_Intitule;Nomenclature_Europe_Niveau;"
    "Nomenclature_Europe_Intitule;Accessible_Nouvelle_Caledonie;Accessible_Polynesie_Francaise;Date_dernier_jo;"
    "Date_Decision;Date_Fin_Enregistrement;Date_Effet;Type_Enregistrement;Validation_Partielle;Actif\n"
)
REMPLISSAGE = "Texte long d’une fiche ordinaire, répété pour peser son poids. " * 6


def fiche_xml(code: str, *, decision: str = "", fin: str = "", delivrance: str = "", suite: str = "", blocs=()) -> str:
    suites = (
        "<NOUVELLES_CERTIFICATIONS><NOUVELLE_CERTIFICATION><ID_FICHE_NOUVELLE_CERTIFICATION>"
        f"{suite}</ID_FICHE_NOUVELLE_CERTIFICATION></NOUVELLE_CERTIFICATION></NOUVELLES_CERTIFICATIONS>"
        if suite
        else ""
    )
    liste = "".join(f"<BLOC_COMPETENCES><CODE>{c}</CODE><LIBELLE>{t}</LIBELLE></BLOC_COMPETENCES>" for c, t in blocs)
    return (
        f"<FICHE><ID_FICHE>1</ID_FICHE><NUMERO_FICHE>{code}</NUMERO_FICHE><INTITULE>Titre de {code}</INTITULE>"
        f"<ETAT_FICHE>Publiée</ETAT_FICHE><ACTIF>Oui</ACTIF><DATE_DECISION>{decision}</DATE_DECISION>"
        f"<DATE_FIN_ENREGISTREMENT>{fin}</DATE_FIN_ENREGISTREMENT>"
        f"<DATE_LIMITE_DELIVRANCE>{delivrance}</DATE_LIMITE_DELIVRANCE>"
        f"<ACTIVITES_VISEES>{REMPLISSAGE}</ACTIVITES_VISEES>"
        f"<BLOCS_COMPETENCES>{liste}</BLOCS_COMPETENCES>{suites}</FICHE>\n"
    )


def ecrire_xml(chemin: Path, fiches: Iterable[str]) -> Path:
    with chemin.open("w", encoding="utf-8") as sortie:
        sortie.write('<?xml version="1.0" encoding="UTF-8"?>\n<FICHES><VERSION_FLUX>4.1</VERSION_FLUX>\n')
        sortie.writelines(fiches)
        sortie.write("</FICHES>\n")
    return chemin


def ligne_csv(code: str, *, decision: str = "", fin: str = "", actif: str = "ACTIVE") -> str:
    return f'1;{code};"Titre de {code} ; {REMPLISSAGE}";CQP;CQP;NIV4;Niveau 4;Non;Non;;{decision};{fin};;;;{actif}\n'


def ecrire_csv(chemin: Path, lignes: Iterable[str]) -> Path:
    with chemin.open("w", encoding="utf-8") as sortie:
        sortie.write(ENTETE_CSV)
        sortie.writelines(lignes)
    return chemin


def zipper(chemin: Path, *fichiers: Path) -> Path:
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for fichier in fichiers:
            archive.write(fichier, fichier.name)
    return chemin
