// Comfort of the accreditation file: answers are saved as one types, and the page says so. Without JavaScript a button saves.

const formulaire = document.querySelector("form[data-brouillon]");
const etat = document.querySelector("[data-brouillon-etat]");
const PAUSE = 1500; // ms without a key before saving
let attente = null;

async function enregistrer() {
  etat.textContent = "Enregistrement…";
  try {
    const reponse = await fetch(formulaire.action, {
      method: "POST",
      body: new FormData(formulaire),
      headers: { "X-Requested-With": "brouillon" },
    });
    if (!reponse.ok || reponse.redirected) throw new Error(String(reponse.status));
    const heure = new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    etat.textContent = `Brouillon enregistré à ${heure.replace(":", " h ")}`;
  } catch {
    etat.textContent = "Pas enregistré : utilisez le bouton « Enregistrer » ou réessayez dans un instant.";
  }
}

if (formulaire && etat) {
  formulaire.addEventListener("input", () => {
    clearTimeout(attente);
    etat.textContent = "Saisie en cours…";
    attente = setTimeout(enregistrer, PAUSE);
  });
  formulaire.addEventListener("submit", () => clearTimeout(attente));
}
