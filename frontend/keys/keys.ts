/** The key page: make keys, see the ways to unlock them, change them. */

import { announceNow } from "../staff/announce";
import { inWords } from "../staff/faults";
import { watchProofs } from "../staff/step-up";
import { startEnrolling } from "./enrolling";
import { sayWhatWasDone } from "./page";
import { startWays } from "./ways";

watchProofs();
sayWhatWasDone();
startEnrolling();
startWays().catch((error: unknown) => announceNow(inWords(error)));
