/** Keeps a part that failed to load or to draw from taking the page with it, and says what to do. */
import { Component, type ReactNode } from 'react'

interface FaultBoundaryProps {
  /** What could not be shown, such as `The page`. */
  readonly what: string
  readonly children: ReactNode
}

interface FaultBoundaryState {
  readonly fault: Error | null
}

export class FaultBoundary extends Component<FaultBoundaryProps, FaultBoundaryState> {
  override state: FaultBoundaryState = { fault: null }

  static getDerivedStateFromError(fault: Error): FaultBoundaryState {
    return { fault }
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === null) return this.props.children
    return (
      <div className="note note-bad" role="alert">
        <p>
          <strong>{this.props.what} could not be shown.</strong> {fault.message}
        </p>
        <div className="buttons">
          <button type="button" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </div>
    )
  }
}
