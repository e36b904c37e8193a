// <button data-print hidden> prints the page.
import { arrived } from "./context";

arrived((root) => {
  for (const button of root.querySelectorAll<HTMLElement>("[data-print][hidden]")) button.hidden = false;
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) print();
});
