// The day of a sitting keeps itself up to date: every ten seconds, while the page is looked at, what changed is shown
// and said. The button that has the focus keeps it. Without this script, the page is read again.
"use strict";

const jour = document.getElementById("jour");
const resume = document.getElementById("jour-resume");
const PERIODE = 10000;

async function relire() {
  if (document.hidden) return;
  const vu = jour.firstElementChild.dataset.vu;
  const reponse = await fetch(`${jour.dataset.etat}?vu=${vu}`, { redirect: "manual" }).catch(() => null);
  if (!reponse || reponse.status !== 200) return;
  const gabarit = document.createElement("template");
  gabarit.innerHTML = (await reponse.text()).trim();
  const action = document.activeElement?.closest("[data-pointer]")?.getAttribute("action");
  jour.replaceChildren(...gabarit.content.children);
  if (action) jour.querySelector(`[action="${action}"] button`)?.focus();
  if (resume.textContent !== jour.firstElementChild.dataset.resume) {
    resume.textContent = jour.firstElementChild.dataset.resume;
  }
}

if (jour) {
  setInterval(relire, PERIODE);
  document.addEventListener("visibilitychange", relire);
}
