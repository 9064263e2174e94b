// Sending a sealed file that was kept: the script sends it as it is and tells how it goes; without it the form does.

import { find, show } from "../report/page";
import { SavedSubmission } from "../report/saved-submission";

show(find("plain-send"), false);
new SavedSubmission();
