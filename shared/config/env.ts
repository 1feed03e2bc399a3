/** The only reader of process.env: a frozen copy, so that nothing changes under a running process. */
export type Environment = Readonly<Record<string, string | undefined>>

export const environment = (): Environment => Object.freeze({ ...process.env })
