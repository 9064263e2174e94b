/** The script of every public page: quick exit first, before anything is shown. */

import { enhance } from "./enhance";
import { armQuickExit, coverIfLeft, turnBackIfLeft } from "./leave";

function whenRead(task: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", task, { once: true });
  else task();
}

coverIfLeft();
armQuickExit();
whenRead(() => {
  turnBackIfLeft();
  enhance();
});
