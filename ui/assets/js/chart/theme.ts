// The tokens of the style sheet, as a chart needs them.
export interface Theme {
  ink: string;
  inkSoft: string;
  line: string;
  raised: string;
  accent: string;
  letter: string;
  variant(mark: string): string; // "a" to "h"; the accent for any other
}

// theme reads the tokens as they are now, light or dark.
export function theme(): Theme {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none"); // marks are told apart by colour too
  document.body.append(probe);
  // Mixed with itself in sRGB a colour is told in numbers that the library can reckon with.
  const colour = (token: string): string => {
    probe.style.color = `color-mix(in srgb, var(${token}), var(${token}))`;
    return rgb(getComputedStyle(probe).color);
  };
  const keys = new Map("abcdefgh".split("").map((key) => [key, colour(`--variant-${key}`)]));
  const read: Theme = {
    ink: colour("--ink"),
    inkSoft: colour("--ink-soft"),
    line: colour("--line"),
    raised: colour("--raised"),
    accent: colour("--accent"),
    letter: getComputedStyle(document.body).fontFamily,
    variant: (mark) => keys.get(mark) ?? read.accent,
  };
  probe.remove();
  return read;
}

// rgb turns "color(srgb 0.1 0.2 0.3)" into "rgb(26,51,77)".
function rgb(computed: string): string {
  const parts = computed.match(/-?[\d.]+(e-?\d+)?/g)?.slice(0, 3).map(Number) ?? [0, 0, 0];
  return `rgb(${parts.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255)).join(",")})`;
}

// dressed calls f whenever the page changes its theme.
export function dressed(f: () => void): void {
  new MutationObserver(f).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", f);
}
