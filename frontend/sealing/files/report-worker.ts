/** The reporter's worker: files alone, to stay small. */
import { openFile } from "./open";
import { sealFile } from "./seal";
import { serve } from "./serve";

serve({ "seal-file": sealFile, "open-file": openFile });
