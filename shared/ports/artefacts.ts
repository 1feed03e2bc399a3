/** Where research leaves its files: a folder on this machine, or a container of Blob. */

/** Paths use forward slashes and are relative to the store's root. Faults of the outside are thrown as Unavailable. */
export interface ArtefactStore {
  /** Writes a whole file in the place of what was there; no reader ever sees half of it. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** Null when there is none. */
  read(path: string): Promise<Uint8Array | null>
  /** Paths of the files below a folder, sorted; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>
}
