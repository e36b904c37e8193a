// <form data-theme-switch> with buttons name="theme" value="system|light|dark":
// the page changes at once, the server keeps the choice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!(form instanceof HTMLFormElement) || form.dataset.themeSwitch === undefined || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  wear(button.value);
  for (const other of form.querySelectorAll("button[name=theme]")) other.setAttribute("aria-pressed", String(other === button));
  const body = new FormData(form, button) as unknown as Record<string, string>;
  void fetch(form.action, { method: "POST", body: new URLSearchParams(body), keepalive: true });
});

function wear(theme: string): void {
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}
