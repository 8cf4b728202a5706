// Comfort of the accreditation file: answers are saved as one types, and the page says so. Without JavaScript a button saves.
// Leaving a field or the page saves at once what the pause had not saved yet. Each save bears its number: the server keeps the
// last one that this page wrote, in whatever order they arrive.

const formulaire = document.querySelector("form[data-brouillon]");
const etat = document.querySelector("[data-brouillon-etat]");
const PAUSE = 1500; // ms without a key before saving
const LIMITE = 60000; // bytes: a request that outlives its page carries 64 KiB at most
let attente = null;
let rang = 0;

function numeroter() {
  rang += 1;
  formulaire.elements.rang.value = rang;
  return rang;
}

async function enregistrer() {
  clearTimeout(attente);
  attente = null;
  etat.textContent = "Enregistrement…";
  const numero = numeroter();
  try {
    const saisie = new URLSearchParams(new FormData(formulaire));
    const reponse = await fetch(formulaire.action, {
      method: "POST",
      body: saisie,
      keepalive: saisie.toString().length < LIMITE,
      headers: { "X-Requested-With": "brouillon" },
    });
    if (numero < rang) return; // a later save is on its way: it will say
    if (reponse.status === 409) {
      etat.textContent = "Pas enregistré : ces réponses ont changé ailleurs. Le bouton « Enregistrer » les montre côte à côte.";
      return;
    }
    if (!reponse.ok || reponse.redirected) throw new Error(String(reponse.status));
    if (attente) return; // typing went on meanwhile: that is not saved yet
    const heure = new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    etat.textContent = `Brouillon enregistré à ${heure.replace(":", " h ")}`;
  } catch {
    if (numero < rang) return;
    etat.textContent = "Pas enregistré : utilisez le bouton « Enregistrer » ou réessayez dans un instant.";
  }
}

function enregistrerLeReste() {
  if (attente) enregistrer();
}

if (formulaire && etat) {
  formulaire.addEventListener("input", () => {
    clearTimeout(attente);
    etat.textContent = "Saisie en cours…";
    attente = setTimeout(enregistrer, PAUSE);
  });
  formulaire.addEventListener("focusout", ({ relatedTarget: vers }) => {
    if (vers?.type !== "submit" || vers.form !== formulaire) enregistrerLeReste(); // its own buttons save by themselves
  });
  window.addEventListener("pagehide", enregistrerLeReste);
  formulaire.addEventListener("submit", () => {
    clearTimeout(attente);
    attente = null;
    numeroter();
  });
}
