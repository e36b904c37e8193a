// The table beside a chart, read as numbers. Its head says what each column
// is: data-column="label|value|estimate|low|high", where there are several
// variants data-variant="a", their mark, and on the first column of each
// data-name="Court", their name for people.
export interface Cell {
  value: number | null; // what cannot be drawn is null
  text: string; // the words of the page, for people
}

export interface Column {
  role: string;
  variant: string; // its mark; "" where there is one
  name: string; // "" but on the first column of a variant
}

export interface Row {
  cells: Cell[];
}

export class Twin {
  readonly columns: Column[];
  readonly rows: Row[];

  constructor(table: HTMLTableElement) {
    const heads = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
    this.columns = heads.map((head) => ({ role: head.dataset.column ?? "", variant: head.dataset.variant ?? "", name: head.dataset.name ?? "" }));
    this.rows = [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => ({
      cells: [...row.cells].map((cell) => ({ value: machine(cell.dataset.value), text: words(cell) })),
    }));
  }

  // labels are the words of the first column that is a label.
  labels(): string[] {
    const at = this.columns.findIndex((column) => column.role === "label");
    return this.rows.map((row) => row.cells[at]?.text ?? "");
  }

  // variants are those named in the head, in its order.
  variants(): string[] {
    return [...new Set(this.columns.filter((column) => column.role !== "label").map((column) => column.variant))];
  }

  // name is what people call a variant.
  name(variant: string): string {
    return this.columns.find((column) => column.variant === variant && column.name !== "")?.name ?? variant;
  }

  // find returns the cells of one role and variant, row by row.
  find(role: string, variant = ""): (Cell | undefined)[] {
    const at = this.columns.findIndex((column) => column.role === role && column.variant === variant);
    return this.rows.map((row) => row.cells[at]);
  }

  // numbers is find without the words.
  numbers(role: string, variant = ""): (number | null)[] {
    return this.find(role, variant).map((cell) => cell?.value ?? null);
  }
}

function words(cell: HTMLElement): string {
  return cell.textContent?.replace(/[ \n\t]+/g, " ").trim() ?? ""; // keeps the thin spaces of numbers
}

function machine(value: string | undefined): number | null {
  const number = Number(value);
  return value === undefined || value === "" || Number.isNaN(number) ? null : number;
}
