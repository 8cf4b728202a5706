// Logging out with a full queue is asked: send, keep encrypted for one's return, or take away in a file.

import { appareil } from "./base.js";
import { el, pluriel } from "./dom.js";
import { enAttente } from "./file.js";
import { paquetGarde, partir, rafraichir } from "./paquet.js";
import { pousser } from "./envoi.js";
import { fermerPour, sceller } from "./sceau.js";

/** The package that tells the centre's key and ours; asked again when it came before there was one. */
async function paquetAvecCle(utilisateur) {
  const garde = await paquetGarde(utilisateur);
  return garde?.secours ? garde : (await rafraichir(utilisateur)).paquet;
}

/** The emergency file: the operations as they would be sent, sealed as ours and encrypted for the centre alone. */
async function exporter(utilisateur, dire) {
  const paquet = await paquetAvecCle(utilisateur);
  if (!paquet?.secours) return dire("La tablette n’a pas encore la clé du centre : retrouvez le réseau un instant, puis recommencez.");
  const operations = (await enAttente(utilisateur)).map(({ operation }) => operation);
  const contenu = { appareil: await appareil(), utilisateur, operations };
  const enveloppe = await fermerPour(paquet.secours, { ...contenu, sceau: await sceller(paquet.cle, contenu) });
  const adresse = URL.createObjectURL(new Blob([JSON.stringify(enveloppe)], { type: "application/json" }));
  el("a", { href: adresse, download: `grille-${new Date().toISOString().slice(0, 10)}.saisies` }).click();
  setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
  return dire("Le fichier est chiffré : seul le centre l’ouvre. Remettez-le-lui ; ce qu’il contient reste aussi sur la tablette.");
}

function demander(utilisateur, nombre, sortir) {
  const dit = el("p", { class: "source", role: "status" });
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
      el("button", { type: "button", class: "bouton second", click: () => exporter(utilisateur, (phrase) => { dit.textContent = phrase; }) },
        "Les emporter dans un fichier chiffré, pour le centre"),
      el("button", { type: "button", class: "bouton second", click: () => dialogue.close() }, "Rester connecté")),
    dit);
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
