/** What a pure function has answered, kept up to a bound. */

/**
 * A memory of answers by key: the known answer, or the one that `make` gives now. It keeps at most `max` answers and
 * forgets the oldest first, so keys that strangers choose can push others out, and must be short.
 */
export function memoryOf<K extends string | number, V extends NonNullable<unknown> | null>(
  max: number,
): (key: K, make: () => V) => V {
  const answers = new Map<K, V>()
  return (key, make) => {
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = make()
    const oldest = answers.keys().next()
    if (answers.size >= max && !oldest.done) answers.delete(oldest.value)
    answers.set(key, answer)
    return answer
  }
}

/** The contracts have a few hundred names; a stranger's are remembered up to these bounds, and not beyond. */
const NAMES_MAX = 2_000
const NAME_LENGTH_MAX = 60

/** The same names of fields come with every event, so each is looked at once. */
export function rememberingNames<T extends string | boolean>(look: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const found = look(name)
    if (name.length <= NAME_LENGTH_MAX && known.size < NAMES_MAX) known.set(name, found)
    return found
  }
}
