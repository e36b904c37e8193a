// <form data-once>: a second press while the first is under way does nothing.
import { on } from "./context";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined || event.submitter?.getAttribute("formmethod") === "dialog") return;
  if (form.ariaBusy === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.ariaBusy = "true";
}, { capture: true });

function release(): void {
  for (const form of document.querySelectorAll("form[data-once][aria-busy]")) form.removeAttribute("aria-busy");
}

on("htmx:finally:request", release);
window.addEventListener("pageshow", release); // the page comes back as it was left
