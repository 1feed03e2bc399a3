/** Asks before a control that matters: says what will happen and what will not be undone. */
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

interface ConfirmProps {
  readonly title: string
  readonly consequences: readonly string[]
  readonly action: string
  /** The safe answer, where “Cancel” could be read as the action. */
  readonly refusal?: string
  readonly onConfirm: () => void
  readonly onCancel: () => void
  /** What is asked for besides the answer, such as a token. */
  readonly children?: ReactNode
}

/** A modal dialog: the browser keeps the focus in it and Escape cancels. Focus starts on the safe answer. */
export function Confirm({ title, consequences, action, onConfirm, onCancel, ...rest }: ConfirmProps) {
  const { children, refusal = 'Cancel' } = rest
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // In the layout phase: closed while still on the page, the dialog gives the focus back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onCancel}>
      <h2 id={id}>{title}</h2>
      <ul>
        {consequences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {children}
      <div className="buttons">
        <button type="button" onClick={onCancel}>
          {refusal}
        </button>
        <button type="button" className="primary" onClick={onConfirm}>
          {action}
        </button>
      </div>
    </dialog>
  )
}
