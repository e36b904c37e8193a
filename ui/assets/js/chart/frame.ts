// What all charts have in common: type, lines, the words under the pointer.
import type { EChartsCoreOption } from "echarts/core";
import type { Theme } from "./theme";

export function frame(t: Theme): EChartsCoreOption {
  return {
    animation: false, // nothing moves without reason
    backgroundColor: "transparent",
    textStyle: { fontFamily: t.letter, fontSize: 12, color: t.inkSoft },
    grid: { left: 4, right: 16, top: 16, bottom: 4, containLabel: true },
    tooltip: {
      renderMode: "richText", // the policy of the pages allows no style attributes in HTML
      backgroundColor: t.raised,
      borderColor: t.line,
      borderWidth: 1,
      padding: [6, 10],
      confine: true,
      shadowBlur: 0,
      shadowOffsetX: 0,
      shadowOffsetY: 0,
      textStyle: { fontFamily: t.letter, fontSize: 12, color: t.ink, lineHeight: 18 },
      axisPointer: { type: "line", lineStyle: { color: t.inkSoft, width: 1, type: "dashed" }, shadowStyle: { color: t.line, opacity: 0.4 } },
    },
  };
}

// ruled is an axis of numbers: thin lines across, zero in sight.
export function ruled(t: Theme, format: (value: number) => string): object {
  return {
    type: "value",
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: t.line, width: 1 } },
    axisLabel: { color: t.inkSoft, fontSize: 12, formatter: format },
    splitNumber: 4,
  };
}

// named is an axis of words.
export function named(t: Theme, labels: string[]): object {
  return {
    type: "category",
    data: labels,
    axisLine: { lineStyle: { color: t.inkSoft, width: 1 } },
    axisTick: { show: false },
    axisLabel: { color: t.inkSoft, fontSize: 12, hideOverlap: true },
  };
}
