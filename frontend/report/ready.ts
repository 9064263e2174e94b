// Said on the document once the script that opens a mailbox has taken over the page.

export const READY = "upstander:ready-to-open";
