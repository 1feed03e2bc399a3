/** Why no token can be had, in words for whoever sits before the page. */
export class SignInFault extends Error {
  override readonly name = 'SignInFault'
  /** True when only signing in again helps; else asking again later may. */
  readonly hasEnded: boolean

  constructor(words: string, hasEnded: boolean) {
    super(words)
    this.hasEnded = hasEnded
  }
}
