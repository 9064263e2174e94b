/** Who may read a report, and who could be let in (`GET reports/{id}/access`). */

import { api } from "../staff/api";

export interface Reader {
  readonly principal: string;
  readonly account: string | null;
  readonly name: string;
  readonly role: string;
}

export interface Access {
  readonly readers: readonly Reader[];
  /** Principals of the manifest who could be let in; people whom the reporter shut out are not among them. */
  readonly could: readonly Reader[];
}

export const fetchAccess = (report: string): Promise<Access> => api.get<Access>(`reports/${report}/access`);
