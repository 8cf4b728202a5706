// What is known of each line of a grid: what waits on the tablet, else what the portal last said, else the package.

import { enAttente, lignesDites, nomDeLigne } from "./file.js";

export const VIDE = { decision: "", modalite: [], criteres: [], preuves: "", commentaire: "", confirme: false };

/** The fields of a value, of all that an answer says of a line. */
export function valeurDe(ecrite) {
  const valeur = { ...VIDE };
  for (const nom of Object.keys(VIDE)) if (ecrite?.[nom] !== undefined) valeur[nom] = ecrite[nom];
  return valeur;
}

/** The values between which the commission has to choose; the notes, when it is they that differ. */
function aTrancher(ecrite, competence, mienne) {
  if (!ecrite?.a_trancher) return [];
  const semblable = (valeur) => mienne && JSON.stringify({ ...valeur, confirme: false }) === JSON.stringify({ ...valeurDe(mienne), confirme: false });
  const choix = (qui) => ({ par: qui.par, valeur: valeurDe(qui), moi: semblable(valeurDe(qui)) });
  if (ecrite.conflit?.length) return [ecrite, ...ecrite.conflit].map(choix);
  const notes = (competence?.notes ?? []).map(choix);
  return competence?.note?.decision ? [{ ...choix(competence.note), moi: true }, ...notes] : notes;
}

/** A reader of lines, at one moment: `lire(grille, competence, sorte)`. */
export async function lectureDesLignes(utilisateur, paquet) {
  const attendues = new Map();
  for (const fiche of await enAttente(utilisateur)) attendues.set(fiche.ligne, fiche); // the last one by rank
  const dites = await lignesDites(utilisateur);
  const competences = new Map(
    (paquet?.grilles ?? []).flatMap((grille) =>
      (grille.competences ?? []).map((competence) => [`${grille.grille}/${competence.id}`, competence]),
    ),
  );

  return (grille, competence, sorte) => {
    const nom = nomDeLigne({ grille, competence, sorte });
    const connue = competences.get(`${grille}/${competence}`);
    const dite = dites.get(nom);
    const ecrite = dite?.ecrite ?? connue?.[sorte];
    const conflit = aTrancher(ecrite, connue, dite?.mienne);
    const ligne = {
      etat: dite?.statut ?? (ecrite?.a_trancher ? "conflit" : valeurDe(ecrite).decision ? "envoye" : "vierge"),
      version: ecrite?.version ?? 0,
      valeur: valeurDe(ecrite),
      phrase: dite?.phrase ?? "",
      mienne: dite?.mienne ?? null,
      conflit,
    };
    const attendue = attendues.get(nom);
    if (!attendue) return ligne;
    return {
      ...ligne,
      etat: attendue.retenue ? "incomplet" : "tablette",
      valeur: valeurDe(attendue.operation.valeur),
      phrase: attendue.retenue,
      version: attendue.operation.version, // what it was written from, not what came since
    };
  };
}

export const MOTS = {
  vierge: "rien d’écrit",
  tablette: "sur la tablette",
  incomplet: "à compléter",
  envoye: "envoyé",
  conflit: "en désaccord",
  quarantaine: "gardé par le centre",
};
