/** How a server is reached, as the driver wants it. */

export interface Access {
  readonly url: string
  /** A token for each new connection, where the server takes Entra tokens instead of a password. */
  readonly password?: () => Promise<string>
}

/**
 * With a function for the password the address is given in its parts: in an address without a password the driver reads
 * an empty one, which would win over the function. `sslmode=verify-full` is the one mode that such an address may have:
 * a token goes to nobody who has not shown a certificate of that name.
 */
export function connectionOf({ url, password }: Access) {
  if (!password) return { connectionString: url }
  const { hostname, port, username, pathname, searchParams } = new URL(url)
  const mode = searchParams.get('sslmode')
  if (mode !== null && mode !== 'verify-full') throw new Error(`sslmode ${mode}: a token is sent by verify-full alone`)
  return {
    host: hostname,
    ...(port ? { port: Number(port) } : {}),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: mode === 'verify-full' ? { rejectUnauthorized: true } : false,
    password,
  }
}
