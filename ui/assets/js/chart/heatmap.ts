// Days by hours, the darker the more, in ten steps from nothing to the most.
import type { EChartsCoreOption } from "echarts/core";
import { frame, named } from "./frame";
import type { Theme } from "./theme";
import type { Twin } from "./twin";

type Place = { coord(at: [number, number]): [number, number]; value(dimension: number): number; size(of: [number, number]): [number, number] };

export function heatmap(twin: Twin, t: Theme): EChartsCoreOption {
  const base = frame(t);
  const at = twin.columns.flatMap((column, i) => (column.role === "value" ? [i] : []));
  const cells = twin.rows.flatMap((row, y) => at.map((column, x) => [x, y, row.cells[column]?.value ?? null]));
  const most = Math.max(...cells.map((cell) => cell[2] ?? 0), 1e-9);
  return {
    ...base,
    tooltip: { ...(base.tooltip as object), trigger: "item", formatter: (p: { value: number[] }) => told(twin, at, p.value) },
    xAxis: { ...named(t, at.map((i) => twin.columns[i]?.text ?? "")), axisLine: { show: false } },
    yAxis: { ...named(t, twin.labels()), inverse: true, axisLine: { show: false } },
    series: [{ type: "custom", data: cells, encode: { x: 0, y: 1 }, renderItem: (_: unknown, api: Place) => square(api, most, t) }],
  };
}

function square(api: Place, most: number, t: Theme): object | null {
  const [cx, cy] = api.coord([api.value(0), api.value(1)]);
  const [width, height] = api.size([1, 1]);
  const value = api.value(2);
  if (Number.isNaN(value)) return null;
  return {
    type: "rect",
    shape: { x: cx - width / 2 + 1, y: cy - height / 2 + 1, width: width - 2, height: height - 2, r: 2 },
    style: { fill: t.heat(Math.floor((value / most) * 9.999)) },
  };
}

function told(twin: Twin, at: number[], [x = 0, y = 0]: number[]): string {
  const column = at[x] ?? 0;
  return [`${twin.labels()[y]} ${twin.columns[column]?.text ?? ""}`, twin.rows[y]?.cells[column]?.text ?? ""].join("\n");
}
