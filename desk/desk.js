// The little that pages cannot do without a script: a menu on small screens, printing, a button pressed once.
"use strict";

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggles]");
  if (toggle) {
    const shown = document.getElementById(toggle.dataset.toggles);
    const open = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(open));
    if (shown.classList.contains("side-menu")) shown.classList.toggle("open", open);
    else shown.hidden = !open;
  }
  if (event.target.closest("[data-print]")) window.print();
});

// A second click on the same button of a form sends nothing more; a form that only downloads says data-again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("again" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  else if (form.method === "post" && !event.defaultPrevented) form.dataset.sent = "1";
});

// A page that comes back by the back button may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Long lists of fields: only those that hold what is typed stay, in whichever topic they stand.
document.addEventListener("input", (event) => {
  const seeks = event.target.dataset?.seeks;
  if (!seeks) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const topic of document.querySelectorAll(`#${seeks} .topic`)) {
    let shown = 0;
    for (const one of topic.querySelectorAll("[data-words]")) {
      one.hidden = !one.dataset.words.includes(wanted);
      if (!one.hidden) shown += 1;
    }
    topic.hidden = !shown;
    if (wanted && shown) topic.open = true;
  }
});
