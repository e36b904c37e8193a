// One figure: the picture that is drawn from its table, and the button that
// shows the one or the other. Machines that read aloud always get the table.
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import { cumulative } from "./cumulative";
import { funnel } from "./funnel";
import { hours } from "./hours";
import type { Unit } from "./number";
import { type Theme, theme } from "./theme";
import { Twin } from "./twin";

use([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, LabelLayout, SVGRenderer]);

const kinds: Record<string, (twin: Twin, t: Theme, unit: Unit) => EChartsCoreOption> = { cumulative, hours, funnel };

export class Drawing {
  private readonly canvas = document.createElement("div");
  private readonly chart: EChartsType;
  private readonly seen = new ResizeObserver(() => this.chart.resize());
  private asTable = false; // the person's choice

  constructor(private readonly figure: HTMLElement) {
    this.canvas.className = "drawn";
    this.canvas.ariaHidden = "true";
    figure.append(this.canvas); // it needs a size to begin with
    this.chart = init(this.canvas, null, { renderer: "svg" });
    this.seen.observe(this.canvas);
    figure.addEventListener("click", (event) => this.press(event));
  }

  // draw reads the table and paints; it may be called at any time, and mends
  // what an answer of the server has put back.
  draw(): void {
    const table = document.querySelector<HTMLTableElement>(`table${this.figure.dataset.source ?? ""}`);
    const kind = kinds[this.figure.dataset.chart ?? ""];
    if (!table || !kind) return;
    if (!this.figure.contains(this.canvas)) this.figure.append(this.canvas);
    const twin = new Twin(table);
    this.canvas.style.blockSize = height(this.figure.dataset.chart, twin);
    this.turn();
    this.chart.resize();
    this.chart.setOption(kind(twin, theme(), (this.figure.dataset.unit as Unit) ?? "count"), true);
  }

  dispose(): void {
    this.seen.disconnect();
    this.chart.dispose();
  }

  private press(event: Event): void {
    if (!(event.target instanceof Element) || !event.target.closest("[data-toggle]")) return;
    this.asTable = !this.asTable;
    this.turn();
    if (!this.asTable) this.chart.resize();
  }

  // turn shows the picture or the table. The hidden table can still be read
  // aloud, but the keyboard does not stop where nothing is seen.
  private turn(): void {
    const button = this.figure.querySelector<HTMLElement>("[data-toggle]");
    if (button) {
      button.hidden = false;
      button.textContent = (this.asTable ? button.dataset.chartWord : button.dataset.tableWord) ?? "";
    }
    this.canvas.hidden = this.asTable;
    for (const region of this.figure.querySelectorAll<HTMLElement>(":scope > .scroll")) {
      region.classList.toggle("unseen", !this.asTable);
      region.tabIndex = this.asTable ? 0 : -1;
    }
  }
}

// height gives each step of a funnel its room; elsewhere the style sheet says
// it.
function height(kind: string | undefined, twin: Twin): string {
  return kind === "funnel" ? `${(16 + 17 * twin.variants().length) * twin.rows.length + 40}px` : "";
}
