// How many are left after each step. Bars from one edge, because lengths are
// compared and areas are not.
import type { EChartsCoreOption } from "echarts/core";
import { frame, named, ruled } from "./frame";
import { axisNumber, type Unit } from "./number";
import type { Theme } from "./theme";
import type { Twin } from "./twin";

export function funnel(twin: Twin, t: Theme, unit: Unit): EChartsCoreOption {
  const base = frame(t);
  const keys = twin.variants();
  return {
    ...base,
    grid: { ...(base.grid as object), right: 88 },
    tooltip: { ...(base.tooltip as object), trigger: "item", formatter: (p: { seriesIndex: number; dataIndex: number }) => said(twin, keys[p.seriesIndex] ?? "", p.dataIndex, true) },
    xAxis: { ...ruled(t, axisNumber(unit)), show: false },
    yAxis: { ...named(t, twin.labels()), inverse: true, axisLine: { show: false }, axisLabel: { color: t.ink, fontSize: 12 } },
    series: keys.map((key) => ({
      type: "bar", data: twin.numbers("value", key), barCategoryGap: "30%", barGap: "15%", barMaxWidth: 26,
      itemStyle: { color: t.variant(key), borderRadius: [0, 2, 2, 0] }, emphasis: { disabled: true },
      label: { show: true, position: "right", color: t.ink, fontSize: 12, formatter: (p: { dataIndex: number }) => said(twin, key, p.dataIndex, keys.length > 1) },
    })),
  };
}

function said(twin: Twin, key: string, row: number, named: boolean): string {
  const text = twin.find("value", key)[row]?.text ?? "";
  return named && key ? `${twin.name(key)}  ${text}` : text;
}
