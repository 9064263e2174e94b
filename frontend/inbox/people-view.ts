/** Who may read a report; letting a colleague in, taking access away, renewing keys. */

import { announce } from "../staff/announce";
import { api } from "../staff/api";
import { ask, tell } from "../staff/dialog";
import { button, el, isolated } from "../staff/dom";
import { inWords } from "../staff/faults";
import { icon } from "../staff/icons";
import { daily, t } from "../staff/texts";
import type { Access, Reader } from "./access";
import { page } from "./coded";
import type { OpenCase } from "./open-case";
import { renewCase } from "./renewal";
import { inForce, targets } from "./targets";
import type { WireCompartment } from "./wire";

export function peopleView(opened: OpenCase, access: Access): Node[] {
  return [
    el("h3", {}, t("who_reads")),
    listState(opened),
    el(
      "ul",
      { class: "plain people" },
      ...access.readers.map((reader) => readerRow(opened, reader)),
      el("li", { class: "muted" }, t("reporter_reads")),
      el("li", { class: "muted" }, t("recovery_reads")),
    ),
    ...(opened.report.rotation_due ? [renewRow(opened)] : []),
    ...letIn(opened, access),
  ];
}

function listState({ team: { manifest, problem, first } }: OpenCase): HTMLElement {
  if (problem || !manifest) return el("p", { class: "refused" }, icon("danger"), el("span", {}, t(problem ?? "manifest_bad")));
  const text = t("manifest_good", { version: manifest.version, date: daily(manifest.expires) });
  const print = el("span", { class: "ltr mono" }, manifest.fingerprint);
  return el("p", { class: "hint small" }, text, " ", first ? t("manifest_first") : t("manifest_root"), " ", print);
}

function readerRow(opened: OpenCase, reader: Reader): HTMLElement {
  const mine = reader.principal === opened.desk.keySet.id;
  return el(
    "li",
    { class: "person" },
    el("span", {}, isolated(reader.name), mine ? ` (${t("you")})` : "", reader.role && el("span", { class: "hint" }, " ", isolated(reader.role))),
    !mine && page.may.grant && button(t("take_away"), () => void takeAway(opened, reader), { class: "button quiet small" }),
  );
}

function renewRow(opened: OpenCase): HTMLElement {
  return el(
    "p",
    { class: "renew-row" },
    el("span", {}, t("renew_why")),
    " ",
    button(t("renew"), () => void trying(t("renew"), async () => {
      await renewCase(opened.desk, opened.id);
      await opened.load();
      announce(t("renewed", { n: 1 }));
    }), { class: "button second small" }),
  );
}

/** Names come from the verified manifest, never from the server's list alone. */
function letIn(opened: OpenCase, access: Access): Node[] {
  const { manifest, problem } = opened.team;
  if (!manifest || problem || !page.may.grant) return [];
  const could = new Set(access.could.map((reader) => reader.principal));
  const named = manifest.handlers.filter((handler) => could.has(handler.id));
  const rows = named.map((handler) =>
    el(
      "li",
      { class: "person" },
      el("span", {}, isolated(handler.name), el("span", { class: "hint" }, " ", isolated(handler.role))),
      button(t("let_in_yes"), () => void admit(opened, handler.id, handler.name), { class: "button second small" }),
    ),
  );
  return [
    el("h4", {}, t("let_in")),
    rows.length ? el("ul", { class: "plain people" }, ...rows) : el("p", { class: "muted" }, t("let_in_none")),
    el("p", { class: "hint small" }, t("let_in_rule")),
  ];
}

async function admit(opened: OpenCase, principal: string, name: string): Promise<void> {
  const sure = await ask({ title: t("let_in_title", { name }), body: [el("p", {}, t("let_in_body", { name }))], yes: t("let_in_yes") });
  if (!sure) return;
  await trying(t("let_in"), async () => {
    const [target] = targets(inForce(opened), new Set([principal]));
    for (const stored of compartments(opened)) {
      const grants = await opened.desk.keeper.grant(stored, target!);
      await api.post(`compartments/${stored.compartment.id}/grants`, { grants });
    }
    await opened.load();
    announce(t("let_in_done", { name }));
  });
}

async function takeAway(opened: OpenCase, { principal, name }: Reader): Promise<void> {
  const sure = await ask({
    title: t("take_away_title", { name }), body: [el("p", {}, t("take_away_body", { name }))], yes: t("take_away"), grave: true,
  });
  if (!sure) return;
  await trying(t("take_away"), async () => {
    // The server takes the notes away together with the conversation.
    await api.delete(`compartments/${opened.id}/grants/${principal}`);
    opened.desk.update(opened.id, { rotation_due: true });
    announce(t("take_away_done", { name }));
    await renewCase(opened.desk, opened.id);
    await opened.load();
  });
}

function compartments(opened: OpenCase): WireCompartment[] {
  return [opened.view.conversation, opened.view.case_file].filter((stored) => stored !== null);
}

async function trying(title: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await tell(title, el("p", {}, inWords(error)));
  }
}
