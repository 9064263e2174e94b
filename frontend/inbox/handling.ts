/** State and assignment. When a colleague was quicker, both versions are shown and she decides. */

import { announce } from "../staff/announce";
import { api, Refusal } from "../staff/api";
import { busy } from "./composer";
import { ask, tell } from "../staff/dialog";
import { el } from "../staff/dom";
import { inWords } from "../staff/faults";
import { t } from "../staff/texts";
import type { Access } from "./access";
import { page, stateLabel } from "./coded";
import type { OpenCase } from "./open-case";
import type { Person, State, WireReport } from "./wire";

interface Wish {
  readonly state: State;
  readonly assignee: Person | null;
}

export function handlingView(opened: OpenCase, access: Access): Node[] {
  const { report } = opened;
  const state = el(
    "select",
    { id: "case-state" },
    ...[report.state, ...(page.moves[report.state] ?? [])].map((each) => el("option", { value: each }, stateLabel(each))),
  );
  const people = readers(opened, access);
  if (!page.may.assign) return [el("h3", {}, t("handling")), ...handled(report)];
  const assignee = el(
    "select",
    { id: "case-assignee" },
    el("option", { value: "" }, t("assign_nobody")),
    ...people.map((person) => el("option", { value: person.id }, label(person))),
  );
  state.value = report.state;
  assignee.value = report.assignee?.id ?? "";
  const save = el("button", { type: "submit", class: "button second" }, t("save"));
  const wish = (): Wish => ({
    state: state.value as State,
    assignee: people.find((person) => person.id === assignee.value) ?? null,
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void busy(save, t("working"), () => keep(opened, wish()));
  };
  return [
    el("h3", {}, t("handling")),
    el(
      "form",
      { class: "handling", on: { submit } },
      el("div", { class: "handling-field" }, el("label", { for: "case-state" }, t("state")), state),
      el("div", { class: "handling-field" }, el("label", { for: "case-assignee" }, t("assignee")), assignee),
      save,
    ),
  ];
}

/** For those whose role only reads it. */
function handled(report: WireReport): Node[] {
  const who = report.assignee ? label(report.assignee) : t("unassigned");
  return [el("p", {}, t("changed_now", { state: stateLabel(report.state), assignee: who }))];
}

const label = (person: Person): string => (person.id === page.account ? `${person.name} (${t("you")})` : person.name);

/** Only who can read it can be given it. */
function readers(opened: OpenCase, access: Access): Person[] {
  const people = access.readers.flatMap(({ account, name }) => (account ? [{ id: account, name }] : []));
  const { assignee } = opened.report;
  if (assignee && !people.some((person) => person.id === assignee.id)) people.push(assignee);
  return people;
}

async function keep(opened: OpenCase, wish: Wish): Promise<void> {
  try {
    if (!(await put(opened, wish))) return;
    announce(t("saved"));
  } catch (error) {
    await tell(t("save"), el("p", {}, inWords(error)));
  }
  opened.changed.tell();
}

/** Send what differs; false when she left a colleague's change as it is. */
async function put(opened: OpenCase, wish: Wish): Promise<boolean> {
  for (;;) {
    try {
      await putOnce(opened, wish);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "changed") throw error;
      takeTheirs(opened, error);
      if (!(await decide(opened.report, wish))) {
        opened.changed.tell();
        return false;
      }
    }
  }
}

async function putOnce(opened: OpenCase, wish: Wish): Promise<void> {
  const path = `reports/${opened.id}`;
  if ((wish.assignee?.id ?? null) !== (opened.report.assignee?.id ?? null)) {
    const { version } = opened.report;
    const said = await api.post<Partial<WireReport>>(`${path}/assign`, { account: wish.assignee?.id ?? null, version });
    opened.desk.update(opened.id, { assignee: wish.assignee, version: said.version ?? version + 1 });
  }
  if (wish.state !== opened.report.state) {
    const { version } = opened.report;
    const said = await api.post<Partial<WireReport>>(`${path}/state`, { state: wish.state, version });
    opened.desk.update(opened.id, { state: wish.state, version: said.version ?? version + 1 });
  }
}

/** The refusal carries what the report says now. */
function takeTheirs(opened: OpenCase, refused: Refusal): void {
  const now = (refused.body["current"] ?? refused.body) as Partial<WireReport>;
  const change: { -readonly [K in "state" | "assignee" | "version"]?: WireReport[K] } = {};
  if (now.state !== undefined) change.state = now.state;
  if (now.assignee !== undefined) change.assignee = now.assignee;
  if (now.version !== undefined) change.version = now.version;
  opened.desk.update(opened.id, change);
}

function decide(now: WireReport, wish: Wish): Promise<boolean> {
  const told = ({ state, assignee }: Wish) => ({ state: stateLabel(state), assignee: assignee?.name ?? t("unassigned") });
  return ask({
    title: t("changed_title"),
    body: [el("p", {}, t("changed_now", told(now))), el("p", {}, t("changed_yours", told(wish)))],
    yes: t("changed_keep"),
    no: t("changed_leave"),
  });
}
