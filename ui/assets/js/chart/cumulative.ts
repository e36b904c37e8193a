// A measure as it grows firmer: a line a variant within its band, named at its end.
import type { EChartsCoreOption } from "echarts/core";
import { frame, named, ruled } from "./frame";
import { mark } from "./mark";
import { axisNumber, type Unit } from "./number";
import type { Theme } from "./theme";
import type { Twin } from "./twin";

type Place = { coord(at: [number, number]): [number, number] };

export function cumulative(twin: Twin, t: Theme, unit: Unit): EChartsCoreOption {
  const base = frame(t);
  const last = twin.rows.length - 1;
  return {
    ...base,
    grid: { ...(base.grid as object), right: 40 },
    tooltip: { ...(base.tooltip as object), trigger: "axis", formatter: (p: { dataIndex: number }[]) => told(twin, p[0]?.dataIndex ?? 0) },
    xAxis: { ...named(t, twin.labels()), boundaryGap: false },
    yAxis: { ...ruled(t, axisNumber(unit)), ...scale(twin) },
    series: twin.variants().flatMap((key) => [
      {
        type: "custom", silent: true, tooltip: { show: false }, clip: true, data: [0],
        renderItem: (_: unknown, api: Place) => band(twin, key, api, t),
      },
      {
        type: "line", data: twin.numbers("estimate", key), symbol: mark(key),
        symbolSize: (_: unknown, p: { dataIndex: number }) => (p.dataIndex === last ? 9 : 0),
        showAllSymbol: true, lineStyle: { width: 2, color: t.variant(key) }, itemStyle: { color: t.variant(key) },
        endLabel: { show: true, formatter: twin.name(key), color: t.ink, fontSize: 12, fontWeight: 600, distance: 8 },
        labelLayout: { moveOverlap: "shiftY" }, emphasis: { disabled: true },
      },
    ]),
  };
}

// scale keeps the first hours, whose bands are wide, from flattening the rest.
function scale(twin: Twin): { max?: number; interval?: number } {
  const ends = twin.variants().flatMap((key) => {
    const highs = twin.numbers("high", key).filter((v) => v !== null);
    return [...twin.numbers("estimate", key).filter((v) => v !== null), ...highs.slice(Math.floor(highs.length / 4))];
  });
  const most = Math.max(...ends);
  if (!Number.isFinite(most) || most <= 0) return {};
  const interval = step(most / 4);
  return { max: Math.ceil(most / interval) * interval, interval };
}

// step is the next of 1, 2, 5, 10 … that is not smaller.
function step(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((digit) => digit * power >= value) ?? 10);
}

function band(twin: Twin, key: string, api: Place, t: Theme): object | null {
  const edge = (role: string): [number, number][] =>
    twin.numbers(role, key).flatMap((v, i) => (v === null ? [] : [api.coord([i, v])]));
  const points = [...edge("high"), ...edge("low").reverse()];
  return points.length < 4 ? null : { type: "polygon", shape: { points }, style: { fill: t.variant(key), opacity: 0.14 } };
}

function told(twin: Twin, row: number): string {
  const lines = twin.variants().map((key) => {
    const [low, high] = [twin.find("low", key)[row]?.text, twin.find("high", key)[row]?.text];
    return `${twin.name(key)}  ${twin.find("estimate", key)[row]?.text ?? ""}${low && high ? ` (${low} … ${high})` : ""}`;
  });
  return [twin.labels()[row], ...lines].join("\n");
}
