// The conversation as she sees it: what she wrote, what was answered, and honestly what could not be checked.

import { SealingError, type FileBody, type Line, type ReportBody, type SealingWorker } from "../sealing";
import { fileEndpoint } from "./mailbox";
import { isHers, signerName, type Mailbox } from "./open-mailbox";
import { copyOf, dayAndTime, find, show, size, within, words } from "./page";

export interface LineActions {
  takeBack(line: Line): void;
  worker: SealingWorker;
}

export function displayConversation(mailbox: Mailbox, actions: LineActions): void {
  const lines = [...mailbox.conversation.lines].sort((one, other) => one.stored.sequence - other.stored.sequence);
  find("lines").replaceChildren(...lines.map((line) => lineElement(line, mailbox, actions)));
}

function lineElement(line: Line, mailbox: Mailbox, actions: LineActions): HTMLElement {
  const element = copyOf("line");
  element.classList.add(isHers(line) ? "hers" : "theirs");
  within(element, "[data-who]").textContent = isHers(line) ? words("line_you") : signerName(line, mailbox.manifest) ?? words("line_somebody");
  within(element, "[data-when]").textContent = dayAndTime(new Date(line.stored.received));
  fillBody(within(element, "[data-body]"), line, mailbox, actions);
  if (isHers(line) && !line.stored.erased) tellOpenings(element, line, mailbox, actions);
  return element;
}

function fillBody(body: HTMLElement, line: Line, mailbox: Mailbox, actions: LineActions): void {
  if (line.stored.erased) return says(body, "line_erased");
  if (!line.opened) return warns(body, line);
  const item = line.opened;
  if (item.type === "report") return fillReport(body, item.body);
  if (item.type === "file") return fillFile(body, item.body, item.epoch, mailbox, actions);
  body.textContent = item.body.text;
}

function says(body: HTMLElement, key: string): void {
  body.textContent = words(key);
  body.classList.add("muted");
}

const NOT_GENUINE = new Set(["unknown_signer", "bad_signature", "epoch_not_signed"]);

/** A failed check is a warning and never shown as what somebody said. */
function warns(body: HTMLElement, line: Line): void {
  body.textContent = words(NOT_GENUINE.has(line.refused ?? "") ? "line_not_genuine" : "line_not_opened");
  body.closest(".line")!.classList.add("refused");
  body.setAttribute("role", "note");
}

function fillReport(body: HTMLElement, { text, name, contact, safe_contact: safe }: ReportBody): void {
  const paragraphs = [text, name, contact, safe].filter((part): part is string => Boolean(part));
  body.replaceChildren(...paragraphs.map((part) => {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    paragraph.textContent = part;
    return paragraph;
  }));
  if (paragraphs.length === 0) says(body, "line_without_words");
}

function fillFile(body: HTMLElement, file: FileBody, epoch: number, mailbox: Mailbox, { worker }: LineActions): void {
  const row = copyOf("line-file");
  within(row, "[data-name]").textContent = file.name;
  within(row, "[data-size]").textContent = size(file.size);
  const said = within(row, "[data-said]");
  const button = within<HTMLButtonElement>(row, "button");
  button.addEventListener("click", () => {
    button.disabled = true;
    void save(file, epoch, mailbox, worker, said).finally(() => (button.disabled = false));
  });
  body.replaceChildren(row);
}

async function save(file: FileBody, epoch: number, mailbox: Mailbox, worker: SealingWorker, said: HTMLElement): Promise<void> {
  const identity = mailbox.conversation.identities.get(epoch)!;
  try {
    const content = await worker.openFile({ endpoint: fileEndpoint(mailbox.keys), file, identity }, (progress) => {
      said.textContent = words("file_fetching", { done: size(progress.done), total: size(progress.total) });
    });
    said.textContent = words("file_saved");
    offer(new Blob([content!], { type: "application/octet-stream" }), file.name);
  } catch (error) {
    said.textContent = words(error instanceof SealingError && error.code === "offline" ? "file_waiting" : "file_not_genuine");
  }
}

function offer(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function tellOpenings(element: HTMLElement, line: Line, mailbox: Mailbox, actions: LineActions): void {
  const seen = mailbox.view.openings.filter((opening) => opening.sequence === line.stored.sequence);
  const state = within(element, "[data-seen]");
  const reported = mailbox.view.report.want !== "record";
  state.textContent = seen.length
    ? words("line_opened_by", { names: seen.map((opening) => `${opening.name} (${dayAndTime(new Date(opening.opened))})`).join(", ") })
    : words(reported ? "line_not_yet_opened" : "line_only_you");
  const back = within<HTMLButtonElement>(element, "[data-take-back]");
  show(back, !line.stored.opened && seen.length === 0);
  back.addEventListener("click", () => actions.takeBack(line));
}
