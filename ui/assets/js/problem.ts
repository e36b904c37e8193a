// An answer that is no answer to the question: a form's own errors are shown in
// the form (409, 422), every other problem in #notes, and the page stays.
import { type Context, on } from "./context";

const ownErrors = [409, 422];

on("htmx:response:error", ({ ctx }) => {
  const notes = document.getElementById("notes");
  if (!ctx || !notes || ownErrors.includes(ctx.response.status)) return;
  Object.assign(ctx, {
    target: notes,
    select: "#problem",
    selectOOB: null,
    swap: "innerHTML ignoreTitle:true",
    push: null,
    replace: null,
  } satisfies Partial<Context>);
});

// The part that was asked for is not in the answer. After a redirect (the
// session has ended, say) the browser goes there; else it is a failure.
on("htmx:before:swap", ({ ctx, tasks }, event) => {
  const main = tasks?.find((task) => task.type === "main");
  if (!ctx?.select || !main || main.fragment.childElementCount > 0) return;
  event.preventDefault();
  const { raw } = ctx.response;
  if (raw.redirected && raw.ok) location.assign(raw.url);
  else sayUnreachable();
});

on("htmx:error", sayUnreachable);

// sayUnreachable shows the words that the page brought for the case that the
// server says none.
function sayUnreachable(): void {
  const words = document.getElementById("unreachable");
  if (words instanceof HTMLTemplateElement) {
    document.getElementById("notes")?.replaceChildren(words.content.cloneNode(true));
  }
}
