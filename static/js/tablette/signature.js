// The signature being drawn (../signature.js) survives a reload: kept on the tablet, encrypted, until it is sent or given up.

import { ecrire, lire } from "./base.js";
import { fermer, ouvrir } from "./coffre.js";

const cadre = document.querySelector("[data-brouillon-signature]");
const champ = cadre?.querySelector("input[type=hidden]");
const utilisateur = Number(document.body.dataset.utilisateur);
const ligne = `signature/${cadre?.dataset.brouillonSignature}`;

async function garder() {
  await ecrire([["lignes", "put", { utilisateur, ligne, scelle: await fermer(utilisateur, { trace: champ.value }) }]]);
}

async function reprendre() {
  const garde = await ouvrir(utilisateur, (await lire("lignes", [utilisateur, ligne]))?.scelle);
  if (!garde?.trace || champ.value) return;
  champ.value = garde.trace;
  champ.dispatchEvent(new Event("change"));
}

if (cadre) {
  cadre.hidden = false; // without this script one signs without drawing
  if (window.isSecureContext && utilisateur) {
    champ.addEventListener("input", garder);
    reprendre();
  }
}
