/** Saves the day's page that needs no script. It is fetched as every read is: a link could not say who asks. */
import { useState } from 'react'
import { readText } from '../api/client.ts'
import { ApiError } from '../api/fault.ts'

interface SavePageProps {
  readonly path: string
  /** Name of the saved file. */
  readonly name: string
}

export function SavePage({ path, name }: SavePageProps) {
  const [words, setWords] = useState<string | null>(null)
  const save = async () => {
    setWords(null)
    try {
      keep(name, await readText(path))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setWords(error.message)
    }
  }
  return (
    <>
      <button type="button" className="small" onClick={() => void save()}>
        Save the page
      </button>
      {words === null ? null : (
        <span className="field-error" role="alert">
          {words}
        </span>
      )}
    </>
  )
}

/** Hands a page to the browser as a download. */
function keep(name: string, page: string): void {
  const url = URL.createObjectURL(new Blob([page], { type: 'text/html' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
