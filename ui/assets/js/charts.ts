// What pages with charts load besides app.js.
import { on } from "./context";
import { Drawing } from "./chart/drawing";
import { dressed } from "./chart/theme";

const drawings = new Map<HTMLElement, Drawing>();

// sync draws what has come, forgets what has gone, and draws the rest anew: an
// answer may have changed any table.
function sync(): void {
  for (const [figure, drawing] of drawings) {
    if (figure.isConnected) continue;
    drawing.dispose();
    drawings.delete(figure);
  }
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) {
    const drawing = drawings.get(figure) ?? new Drawing(figure);
    drawings.set(figure, drawing);
    drawing.draw();
  }
}

sync();
on("htmx:after:swap", sync);
dressed(sync);
