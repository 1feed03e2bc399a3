/** A request that can never succeed as it stands. Doors answer it with 422 and the field. */
export class Unroutable extends Error {
  override readonly name = 'Unroutable'
  readonly field: string
  readonly code: string
  constructor(field: string, code: string, message: string) {
    super(message)
    this.field = field
    this.code = code
  }
}
