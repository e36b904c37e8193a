// <button data-dismiss hidden> removes the note or banner around it.
import { arrived } from "./context";

arrived((root) => {
  for (const button of root.querySelectorAll<HTMLElement>("[data-dismiss][hidden]")) button.hidden = false;
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element) event.target.closest("[data-dismiss]")?.closest(".note, .banner")?.remove();
});
