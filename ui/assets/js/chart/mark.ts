// A variant's mark, the same drawing as icons/mark-*.svg.
const marks: Record<string, string> = {
  a: "circle",
  b: "rect",
  c: "triangle",
  d: "diamond",
  e: "path://M12 20.5 2.5 4h19z",
  f: "path://M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
  g: "path://m12 2 2.9 6.6 7.1.7-5.4 4.8 1.6 7L12 17.4l-6.2 3.7 1.6-7L2 9.3l7.1-.7z",
  h: "emptyCircle",
};

export function mark(variant: string): string {
  return marks[variant] ?? "circle";
}
