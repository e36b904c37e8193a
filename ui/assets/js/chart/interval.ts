// Differences with their intervals, one line a variant, and a rule at zero.
import type { EChartsCoreOption } from "echarts/core";
import { frame, named, ruled } from "./frame";
import { axisNumber, type Unit } from "./number";
import type { Theme } from "./theme";
import type { Twin } from "./twin";

type Place = { coord(at: [number, number]): [number, number]; value(dimension: number): number; coordSys: { y: number; height: number } };

export function interval(twin: Twin, t: Theme, unit: Unit): EChartsCoreOption {
  const low = twin.numbers("low");
  const mid = twin.numbers("estimate");
  const high = twin.numbers("high");
  const lines = twin.rows.flatMap((_, i) => (low[i] == null || mid[i] == null || high[i] == null ? [] : [[low[i], mid[i], high[i], i]]));
  const base = frame(t);
  return {
    ...base,
    tooltip: { ...(base.tooltip as object), trigger: "item", formatter: (p: { value: number[] }) => told(twin, p.value[3] ?? 0) },
    xAxis: ruled(t, axisNumber(unit)),
    yAxis: { ...named(t, twin.labels()), inverse: true, axisLine: { show: false }, axisLabel: { color: t.ink, fontSize: 13, fontWeight: 600 } },
    series: [
      { type: "custom", silent: true, data: [[0, 0, 0, 0]], renderItem: (p: Place, api: Place) => zero(p, api, t) },
      { type: "custom", encode: { x: [0, 1, 2], y: 3 }, data: lines, renderItem: (_: unknown, api: Place) => line(api, t.variant(twin.rows[api.value(3)]?.variant ?? ""), t) },
    ],
  };
}

function told(twin: Twin, row: number): string {
  return [twin.labels()[row], `${twin.find("estimate")[row]?.text} (${twin.find("low")[row]?.text} … ${twin.find("high")[row]?.text})`].join("\n");
}

function zero(p: Place, api: Place, t: Theme): object {
  const [x] = api.coord([0, 0]);
  const { y, height } = p.coordSys;
  return { type: "line", shape: { x1: x, x2: x, y1: y, y2: y + height }, style: { stroke: t.inkSoft, lineWidth: 1, lineDash: [2, 3] } };
}

function line(api: Place, colour: string, t: Theme): object {
  const row = api.value(3);
  const [x1, y] = api.coord([api.value(0), row]);
  const [x] = api.coord([api.value(1), row]);
  const [x2] = api.coord([api.value(2), row]);
  return {
    type: "group",
    children: [
      { type: "rect", shape: { x: x1, y: y - 12, width: x2 - x1, height: 24 }, style: { fill: "transparent" } }, // room for the pointer
      { type: "line", shape: { x1, x2, y1: y, y2: y }, style: { stroke: colour, lineWidth: 3, lineCap: "round" } },
      { type: "circle", shape: { cx: x, cy: y, r: 5 }, style: { fill: colour, stroke: t.raised, lineWidth: 2 } },
    ],
  };
}
