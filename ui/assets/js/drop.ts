// A file that is dropped on a .drop is chosen by the input in it. One that is
// longer than data-most bytes is refused with the words of data-too-long
// before it is sent.
function zone(event: DragEvent): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(".drop") : null;
}

document.addEventListener("dragover", (event) => {
  if (zone(event)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const input = zone(event)?.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.most) return;
  const tooLong = [...(input.files ?? [])].some((file) => file.size > Number(input.dataset.most));
  input.setCustomValidity(tooLong ? (input.dataset.tooLong ?? "") : "");
  input.reportValidity();
});
