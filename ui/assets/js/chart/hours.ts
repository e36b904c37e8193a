// How many in each hour; variants lie on top of each other.
import type { EChartsCoreOption } from "echarts/core";
import { frame, named, ruled } from "./frame";
import { axisNumber, type Unit } from "./number";
import type { Theme } from "./theme";
import type { Twin } from "./twin";

export function hours(twin: Twin, t: Theme, unit: Unit): EChartsCoreOption {
  const base = frame(t);
  return {
    ...base,
    tooltip: { ...(base.tooltip as object), trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: t.line, opacity: 0.4 } },
      formatter: (p: { dataIndex: number }[]) => told(twin, p[0]?.dataIndex ?? 0) },
    xAxis: named(t, twin.labels()),
    yAxis: ruled(t, axisNumber(unit)),
    series: twin.variants().map((key) => ({
      type: "bar", stack: "all", data: twin.numbers("value", key), barCategoryGap: "18%",
      itemStyle: { color: t.variant(key), borderColor: t.raised, borderWidth: 0.5 }, emphasis: { disabled: true },
    })),
  };
}

function told(twin: Twin, row: number): string {
  const lines = twin.variants().map((key) => `${twin.name(key)}  ${twin.find("value", key)[row]?.text ?? ""}`.trim());
  return [twin.labels()[row], ...lines].join("\n");
}
