/** Files as streams: sealed and sent, fetched and opened, at constant memory. */
export { openFile, type OpenFileJob } from "./open";
export { sealFile, type SealFileJob, type SealedFile } from "./seal";
export { CHUNK, type FileEndpoint, type Progress } from "./transfer";
export { SealingWorker } from "./worker-client";
