/** Counts the tests of a report, so that nothing that went wrong is left out of the sum. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Report {
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** A file that could not be loaded counts as one failure, and so does a failed run in which no test failed. */
export function countsOf(json: string, exitCode: number): Counts {
  const { testResults } = JSON.parse(json) as Report
  const statuses = testResults.flatMap((file) => file.assertionResults.map(({ status }) => status))
  const failedTests = statuses.filter((status) => status === 'failed').length
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = failedTests + brokenFiles
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: statuses.length - passed - failedTests,
  }
}

export function sum(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}
