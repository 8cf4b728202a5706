// What is read beside the grids, kept apart from their package: fetched once the page is there, and nobody waits for it.

import { ecrire, lire } from "./base.js";
import { fermer, ouvrir } from "./coffre.js";
import { personne } from "./paquet.js";

const ADRESSE = "/saisies/documents/";
const DELAI = 30_000; // ms
const FRAICHEUR = 10 * 60_000; // ms

let lus = null; // decrypted once a page

export async function documentsGardes(utilisateur) {
  const garde = await lire("documents", utilisateur);
  lus ??= await ouvrir(utilisateur, garde?.scelle).catch(() => null); // under a key of before: they are fetched again
  return lus;
}

/** The documents of one grid: `{certification, initiales, competences, pieces}`, each competence with its texts. */
export async function documentsDe(utilisateur, numero) {
  const documents = await documentsGardes(utilisateur);
  const grille = documents?.grilles.find((une) => une.grille === numero);
  if (!grille) return null;
  const competences = grille.competences.map((une) => ({ ...documents.competences[une.id], ...une }));
  return { ...grille, competences, livret: documents.livret };
}

/** True when those of the day are on the tablet. An older copy stays when the new one does not come. */
export async function rafraichirDocuments(utilisateur, { force = false } = {}) {
  const gardes = await documentsGardes(utilisateur);
  if (!force && gardes && Math.abs(Date.now() - gardes.recu) < FRAICHEUR) return true;
  try {
    const reponse = await fetch(ADRESSE, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(DELAI),
    });
    if (!reponse.ok || !/^application\/json/.test(reponse.headers.get("Content-Type"))) return false;
    const documents = { ...(await reponse.json()), recu: Date.now() };
    if (documents.utilisateur !== utilisateur || !Array.isArray(documents.grilles)) return false;
    if ((await personne()) !== utilisateur) return false; // logged out meanwhile: nothing is left behind
    await ecrire([["documents", "put", { utilisateur, scelle: await fermer(utilisateur, documents) }]]);
    lus = documents;
    return true;
  } catch {
    return false; // no network, or no room: what is typed comes first
  }
}
