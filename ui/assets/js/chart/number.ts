// Numbers on an axis, as the page's language writes them. Everywhere else a
// chart shows the words of its table.
export type Unit = "count" | "percent";

const many = 10000; // from here on a count is shortened

export function axisNumber(unit: Unit): (value: number) => string {
  const language = document.documentElement.lang || "fr";
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1, notation: "compact" });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const write = (value: number): string => {
    if (unit === "percent") return percent.format(value);
    return (Math.abs(value) < many ? plain : short).format(value);
  };
  return (value) => write(value).replace("-", "\u2212");
}
