// data-key="/" or data-key="g c": the key, or one after the other, focuses the
// field or follows the link. <body data-keys="off"> switches all off, as people
// who speak to their computer need (WCAG 2.1.4).
const patience = 1000; // ms between the keys of a sequence

let before = ""; // the last key, when it was no shortcut by itself
let at = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off" || writes(event.target)) return;
  const found = bearer(event.timeStamp - at < patience ? `${before} ${event.key}` : "") ?? bearer(event.key);
  before = found ? "" : event.key;
  at = event.timeStamp;
  if (!found) return;
  event.preventDefault();
  if (found.matches("input, select, textarea")) found.focus();
  else found.click();
});

function bearer(keys: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-key="${CSS.escape(keys)}"]`);
}

// writes tells whether the key belongs to what is being typed, or to a dialog.
function writes(target: EventTarget | null): boolean {
  return !(target instanceof HTMLElement) || target.isContentEditable
    || target.matches("input, select, textarea") || document.querySelector("dialog[open]") !== null;
}
