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

// Others on the page ask by themselves: only its own request frees a form.
on("htmx:finally:request", ({ ctx }) => ctx?.sourceElement.closest("form[data-once]")?.removeAttribute("aria-busy"));
window.addEventListener("pageshow", () => { // the page comes back as it was left
  for (const form of document.querySelectorAll("form[data-once][aria-busy]")) form.removeAttribute("aria-busy");
});
