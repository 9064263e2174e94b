/** The page that the second window ends on: tells the waiting page, then closes itself. */

import { CHANNEL } from "./step-up";

new BroadcastChannel(CHANNEL).postMessage("proved");
window.close();
