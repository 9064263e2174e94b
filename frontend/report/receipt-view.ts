// The receipt as it is shown: words in her language where a list is published, with the digits beside them.

import {
  loadWordList, receiptDigits, receiptWords, sameReceipt, WORD_LANGUAGES, type Language, type WordList,
} from "../sealing";
import { find, language, setting, show, words } from "./page";

/** The list of the page's language, or null where receipts are shown in digits. Without it digits still work. */
export async function ownWordList(): Promise<WordList | null> {
  const own = WORD_LANGUAGES.find((known) => known === language().slice(0, 2));
  return own ? loadWordList(setting(listSetting(own)), own) : null;
}

function listSetting(own: Language): string {
  return `words${own[0]!.toUpperCase()}${own.slice(1)}`;
}

export function everyWordList(): Promise<WordList[]> {
  return Promise.all(WORD_LANGUAGES.map((each) => loadWordList(setting(listSetting(each)), each)));
}

export function fillWords(list: HTMLElement, receipt: bigint, wordList: WordList | null): void {
  const digits = receiptDigits(receipt);
  const spoken = wordList ? receiptWords(receipt, wordList) : null;
  list.dir = "ltr";
  list.lang = spoken ? wordList!.language : "en";
  list.replaceChildren(...digits.map((group, place) => receiptPlace(spoken?.[place], group)));
}

function receiptPlace(word: string | undefined, digits: string): HTMLElement {
  const place = document.createElement("li");
  const main = document.createElement("strong");
  main.textContent = word ?? digits;
  place.append(main);
  if (word) {
    const beside = document.createElement("span");
    beside.className = "digits";
    beside.textContent = digits;
    place.append(" ", beside);
  }
  return place;
}

export class ReceiptView {
  private receipt = 0n;
  private wordList: WordList | null = null;

  constructor(private readonly onKept: () => void) {
    find("show-receipt").addEventListener("click", () => this.reveal());
    find("copy-receipt").addEventListener("click", () => void this.copy());
    find("print-receipt").addEventListener("click", () => this.print());
    find("practise").addEventListener("click", () => this.practise(true));
    find("practice-stop").addEventListener("click", () => this.practise(false));
    find("practice-compare").addEventListener("click", () => this.compare());
    find("kept").addEventListener("click", () => this.kept());
  }

  /** Ready to be shown; nothing is on the screen yet. */
  hold(receipt: bigint, wordList: WordList | null): void {
    this.receipt = receipt;
    this.wordList = wordList;
  }

  forget(): void {
    this.receipt = 0n;
    for (const id of ["receipt-words", "print-words", "early-words"]) find(id).replaceChildren();
  }

  private reveal(): void {
    fillWords(find("receipt-words"), this.receipt, this.wordList);
    show(find("receipt-both"), this.wordList !== null);
    show(find("receipt-digits"), this.wordList === null);
    show(find("before-receipt"), false);
    show(find("receipt"));
    show(find("kept-actions"));
    find("receipt-words").tabIndex = -1;
    find("receipt-words").focus();
  }

  private typed(): string {
    return (this.wordList ? receiptWords(this.receipt, this.wordList) : receiptDigits(this.receipt)).join(" ");
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.typed());
      this.say("receipt_copied");
    } catch {
      this.say("receipt_not_copied");
    }
  }

  /** A sheet with eight words and nothing else: no title, no address, no name of this site. */
  private print(): void {
    const title = document.title;
    fillWords(find("print-words"), this.receipt, this.wordList);
    document.title = " ";
    document.body.classList.add("prints-receipt");
    addEventListener("afterprint", () => {
      document.title = title;
      document.body.classList.remove("prints-receipt");
      find("print-words").replaceChildren();
    }, { once: true });
    print();
  }

  private practise(open: boolean): void {
    show(find("practice"), open);
    show(find("receipt-words"), !open);
    find("practise").setAttribute("aria-expanded", String(open));
    const field = find<HTMLTextAreaElement>("practice-text");
    field.value = "";
    find("practice-state").textContent = "";
    (open ? field : find("practise")).focus();
  }

  private compare(): void {
    const typed = find<HTMLTextAreaElement>("practice-text").value;
    const same = sameReceipt(typed, this.receipt, this.wordList ? [this.wordList] : []);
    find("practice-state").textContent = words(same ? "practice_same" : "practice_differs");
    if (same) setTimeout(() => show(find("receipt-words")), 0);
  }

  private kept(): void {
    this.practise(false);
    this.say("receipt_kept");
    show(find("kept-actions"), false);
    this.onKept();
  }

  private say(key: string): void {
    find("receipt-state").textContent = words(key);
  }
}
