/** The options of a command as they were typed, or one line that says what is wrong with them. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './desk.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Throws UsageError. */
export function readOptions<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs<{ args: string[]; options: O }>({ args: [...args], options }).values
  } catch (error) {
    const { message } = error as Error
    const dashed = /'(--[\w-]+)=-XYZ'/.exec(message)?.[1]
    const fault = message.split('\n')[0]?.replace(/\.$/, '')
    throw new UsageError(`${fault}${dashed ? `: write ${dashed}=-5 for a value with a dash` : ''}; see --help`)
  }
}
