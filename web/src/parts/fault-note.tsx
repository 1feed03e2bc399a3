/** A fault of a read, in words, with what will happen next and what the reader can do. */
import { faultOf, wordsOfFault } from '../api/fault.ts'
import { ReadPermission } from './permission.tsx'

export function FaultNote({ error, stale }: { readonly error: Error; readonly stale: boolean }) {
  const fault = faultOf(error)
  const status = fault?.kind === 'problem' ? fault.problem.status : null
  const isNotAllowed = status === 401 || status === 403
  return (
    <div className="note note-bad">
      <p>
        <strong>{stale ? 'This could not be read again.' : 'This could not be read.'}</strong>{' '}
        {fault ? wordsOfFault(fault) : error.message}
        {stale ? ' What stands below is the last good answer.' : ''}
      </p>
      {fault?.kind === 'problem' ? (
        <p className="quiet">
          {fault.problem.code}, request <code>{fault.problem.requestId}</code>
        </p>
      ) : null}
      {isNotAllowed ? <ReadPermission /> : <p className="quiet">It is asked again every few seconds.</p>}
    </div>
  )
}
