// <button data-copy="id" data-done="Copié" hidden> puts an element's text on the clipboard.
import { arrived } from "./context";

const shown = 2000; // ms
const saying = new WeakSet<HTMLElement>(); // buttons that say it is done

arrived((root) => {
  for (const button of root.querySelectorAll<HTMLElement>("[data-copy][hidden]")) {
    button.hidden = false;
    button.ariaLive = "polite";
  }
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest<HTMLElement>("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy ?? "");
  if (button && source) void copy(button, source);
});

async function copy(button: HTMLElement, source: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(source.textContent?.trim() ?? "");
  } catch {
    getSelection()?.selectAllChildren(source); // no clipboard without https: the person's own keys do it
    return;
  }
  if (saying.has(button)) return;
  saying.add(button);
  const words = [...button.childNodes];
  button.replaceChildren(button.dataset.done ?? "✓");
  setTimeout(() => {
    button.replaceChildren(...words);
    saying.delete(button);
  }, shown);
}
