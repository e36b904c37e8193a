// What we read of htmx's request: its types leave the details open.
export interface Context {
  sourceElement: Element;
  target: Element | string | null;
  select: string | null;
  selectOOB: string | null;
  swap: string;
  push: string | null;
  replace: string | null;
  response: { status: number; raw: Response };
}

export interface Task {
  type: "main" | "oob" | "partial";
  fragment: DocumentFragment;
}

// on listens to an event of htmx, wherever it happens.
export function on(name: string, hear: (detail: { ctx?: Context; tasks?: Task[] }, event: Event) => void): void {
  document.addEventListener(name, (event) => hear((event as CustomEvent).detail ?? {}, event));
}

// arrived calls f with the document now and with every part that htmx brings.
export function arrived(f: (root: ParentNode) => void): void {
  f(document);
  on("htmx:after:process", (_, event) => {
    if (event.target instanceof Element) f(event.target.parentElement ?? event.target);
  });
}
