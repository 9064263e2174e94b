/** Files pass through the keeper as streams: sealed while they are read, opened while they arrive, never held whole. */

import { openFile, recipientOf, sealFile, SealingError, type FileBody, type FileEndpoint, type SealedFile } from "../sealing";
import { identityOf } from "./keeper-acts";

const stopped = new Set<string>();

export interface FilePlace {
  readonly compartment: string;
  readonly epoch: number;
  readonly csrf: string;
}

type Named = Pick<FileBody, "file" | "size" | "sha256" | "ciphertext_size">;

const endpoint = ({ compartment, csrf }: FilePlace): FileEndpoint => ({
  url: `/api/v1/compartments/${compartment}/files`,
  headers: { "X-CSRFToken": csrf },
  credentials: "same-origin",
});

/** Acts on files; `tell` hears how far each is, and is where a stop takes effect. */
export function fileActs(tell: (done: number, of: number) => void) {
  const watch = (file: string) => ({ done, total }: { done: number; total: number }) => {
    if (stopped.delete(file)) throw new SealingError("cancelled", "stopped by the person");
    tell(done, total);
  };
  return {
    async sendFile(place: FilePlace, id: string, content: Blob): Promise<SealedFile> {
      const recipient = await recipientOf(identityOf(place.compartment, place.epoch));
      return sealFile({ endpoint: endpoint(place), id, epoch: place.epoch, recipient, content }, watch(id));
    },

    /** The content, or null when it went straight to the file she chose. */
    fetchFile: (place: FilePlace, file: Named, saveTo: FileSystemFileHandle | null): Promise<Blob | null> =>
      openFile(
        { endpoint: endpoint(place), file, identity: identityOf(place.compartment, place.epoch), ...(saveTo && { saveTo }) },
        watch(file.file),
      ),

    stopFile(id: string): void {
      stopped.add(id);
    },
  };
}

export type FileActs = ReturnType<typeof fileActs>;
