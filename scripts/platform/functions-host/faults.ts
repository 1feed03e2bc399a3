/**
 * Named points at which a test may kill or hold this process.
 *
 * Unarmed, reaching a point costs a map lookup. Armed to die, the process kills itself as the kernel would: nothing is
 * saved, closed or answered.
 */
export interface Arm {
  readonly point: string
  /** 1 acts at the first time the point is reached after arming. */
  readonly nth: number
  readonly action: 'die' | 'wait'
}

export interface Faults {
  arm(arm: Arm): void
  /** Forgets every armed point; whoever waits goes on. */
  disarm(): void
  /** Lets whoever waits at a point go on. */
  release(): void
  reach(point: string): Promise<void>
}

const PASSED = Promise.resolve()

export function createFaults(onReached: (point: string) => void, beforeDeath: () => void): Faults {
  const armed = new Map<string, { left: number; action: Arm['action'] }>()
  let waiting: (() => void)[] = []
  const release = (): void => {
    const going = waiting
    waiting = []
    for (const go of going) go()
  }
  return {
    arm({ point, nth, action }) {
      if (!Number.isSafeInteger(nth) || nth < 1) throw new Error(`nth is ${nth}; give a whole number of at least 1`)
      if (action !== 'die' && action !== 'wait') throw new Error(`action is ${action}; give "die" or "wait"`)
      armed.set(point, { left: nth, action })
    },
    disarm() {
      armed.clear()
      release()
    },
    release,
    reach(point) {
      const arm = armed.get(point)
      if (!arm) return PASSED
      arm.left -= 1
      if (arm.left > 0) return PASSED
      armed.delete(point)
      if (arm.action === 'die') {
        beforeDeath()
        process.kill(process.pid, 'SIGKILL')
        return new Promise(() => {})
      }
      onReached(point)
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}
