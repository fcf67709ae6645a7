/** What the thread is started with. */
export interface ThreadData {
  folder: string;
  /** What is acknowledged survives power loss too. */
  fsync: boolean;
}

/** One request at a time: messages of PostgreSQL's wire protocol, up to where the server answers. */
export type ToThread = { type: "ask"; id: number; wire: Uint8Array } | { type: "close" };

/** The first is `open` or `refused`; nothing is to be asked after `lost`. */
export type FromThread =
  | { type: "open"; version: string }
  | { type: "refused"; reason: "taken"; pid: number | undefined }
  | { type: "refused"; reason: "broken"; what: string }
  | { type: "answer"; id: number; wire: Uint8Array }
  | { type: "lost"; what: string };
