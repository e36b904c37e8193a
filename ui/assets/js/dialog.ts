// <a href="/campaigns/42/cancel" data-dialog="cancel"> opens <dialog id="cancel">
// in place of the page that asks the same.
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest<HTMLElement>("[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog ?? "");
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
  }
});
