/**
 * The words of the page, which the server has put through gettext (`<script type="application/json" id="texts">`).
 * No sentence stands in a script, so that none escapes translation.
 */

type Texts = Readonly<Record<string, string>>;

function read(id: string): unknown {
  const element = document.getElementById(id);
  return element?.textContent ? JSON.parse(element.textContent) : null;
}

const texts = (read("texts") ?? {}) as Texts;

/** Settings of the page, from `<script type="application/json" id="page">`. */
export function pageSettings<T>(): T {
  return read("page") as T;
}

/** The text of a key, with `{name}` replaced. A missing key is shown as itself, so that it is noticed. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = texts[key] ?? key;
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/** Whether the page has a text of this key. */
export function hasText(key: string): boolean {
  return key in texts;
}

const language = document.documentElement.lang || "en";
const plainNumber = new Intl.NumberFormat(language);

/** A number as the reader's language writes it. */
export function number(value: number): string {
  return plainNumber.format(value);
}

const UNITS = ["byte", "kilobyte", "megabyte"] as const;

/** A size in bytes as people read it: `340 kB`. */
export function size(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const format = new Intl.NumberFormat(language, {
    style: "unit", unit: UNITS[step]!, unitDisplay: step ? "short" : "long", maximumFractionDigits: bytes < 10 * 1000 ** step ? 1 : 0,
  });
  return format.format(bytes / 1000 ** step);
}

const dayFormat = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const dayAndTime = new Intl.DateTimeFormat(language, {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});
const hourFormat = new Intl.DateTimeFormat(language, { hour: "numeric" });

/** Day, and the hour when it was today: enough to work with, too little to follow someone's day. */
export function roughly(iso: string): string {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  return today ? t("today_at", { time: hourFormat.format(moment) }) : dayFormat.format(moment);
}

/** The day. */
export function daily(iso: string): string {
  return dayFormat.format(new Date(iso));
}

/** Day, hour and minute, where a record needs it (who opened what, when). */
export function exactly(iso: string): string {
  return dayAndTime.format(new Date(iso));
}
