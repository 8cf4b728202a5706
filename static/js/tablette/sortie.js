// Logging out with a full queue is asked: send, keep encrypted for one's return, or take away in a file.

import { appareil } from "./base.js";
import { el, pluriel } from "./dom.js";
import { enAttente } from "./file.js";
import { partir } from "./paquet.js";
import { pousser } from "./envoi.js";

/** The emergency file: the operations as they would be sent, for the centre to enter. */
async function exporter(utilisateur) {
  const operations = (await enAttente(utilisateur)).map(({ operation }) => operation);
  const contenu = JSON.stringify({ appareil: await appareil(), utilisateur, operations });
  const adresse = URL.createObjectURL(new Blob([contenu], { type: "application/json" }));
  el("a", { href: adresse, download: `grille-${new Date().toISOString().slice(0, 10)}.saisies` }).click();
  setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
}

function demander(utilisateur, nombre, sortir) {
  const dialogue = el("dialog", { class: "carte carte-corps", "aria-labelledby": "sortie-titre" },
    el("h2", { id: "sortie-titre" }, `${pluriel(nombre, "saisie")} sur la tablette, pas encore ${nombre > 1 ? "envoyées" : "envoyée"}`),
    el("p", {}, "Gardées ici, elles restent chiffrées : vous seul les retrouverez, à votre prochaine connexion sur cette tablette."),
    el("div", { class: "pile" },
      el("button", { type: "button", class: "bouton", click: async () => {
        await pousser(utilisateur);
        const reste = await enAttente(utilisateur);
        dialogue.close();
        return reste.length ? demander(utilisateur, reste.length, sortir) : sortir();
      } }, "Envoyer, puis me déconnecter"),
      el("button", { type: "button", class: "bouton second", click: () => { dialogue.close(); sortir(); } }, "Les garder ici et me déconnecter"),
      el("button", { type: "button", class: "bouton second", click: () => exporter(utilisateur) }, "Les emporter dans un fichier (non chiffré)"),
      el("button", { type: "button", class: "bouton second", click: () => dialogue.close() }, "Rester connecté")));
  dialogue.addEventListener("close", () => dialogue.remove());
  document.body.append(dialogue);
  dialogue.showModal();
}

export function tenirLaSortie(utilisateur) {
  document.addEventListener("submit", async (evenement) => {
    const formulaire = evenement.target;
    if (!formulaire.matches("form[data-sortie]") || formulaire.dataset.pret) return;
    evenement.preventDefault();
    evenement.stopImmediatePropagation(); // before the guard against double sending counts it
    const sortir = async () => {
      await partir(utilisateur);
      formulaire.dataset.pret = "oui";
      formulaire.requestSubmit();
    };
    const nombre = (await enAttente(utilisateur)).length;
    if (nombre) demander(utilisateur, nombre, sortir);
    else await sortir();
  }, true);
}
