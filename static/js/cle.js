// Passkeys: what the server asks is given to the browser, what it answers is sent by the form. Nothing is kept here.

const REFUS = "La clé n’a pas été donnée : recommencez, ou choisissez un autre moyen.";

async function options(formulaire) {
  const ecrites = document.getElementById("options-cle");
  if (ecrites) return JSON.parse(ecrites.textContent);
  const reponse = await fetch(formulaire.action, { headers: { Accept: "application/json" } });
  return (await reponse.json()).request_options;
}

function sansMotDePasse(demandees, coche) {
  const choix = demandees.publicKey.authenticatorSelection;
  choix.residentKey = coche ? "required" : "discouraged";
  choix.requireResidentKey = coche;
  if (coche) choix.userVerification = "required";
  return demandees;
}

async function donner(formulaire) {
  const demandees = await options(formulaire);
  if (formulaire.dataset.cle !== "creer") return window.webauthnJSON.get(demandees);
  return window.webauthnJSON.create(sansMotDePasse(demandees, formulaire.elements.passwordless.checked));
}

for (const formulaire of document.querySelectorAll("form[data-cle]")) {
  const etat = formulaire.querySelector("[data-cle-etat]");
  formulaire.querySelector("[data-cle-bouton]").addEventListener("click", async () => {
    etat.textContent = "";
    try {
      formulaire.elements.credential.value = JSON.stringify(await donner(formulaire));
      formulaire.submit();
    } catch {
      etat.textContent = REFUS;
    }
  });
}
