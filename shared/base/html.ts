/** HTML made of text: whatever is put in is shown as it stands, unless it is HTML already. */

/** Markup that only `html` makes. */
export interface Html {
  readonly markup: string
}

/** The text with the five letters that mean something in HTML taken apart; safe between tags and within quotes. */
export const escaped = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** A piece of a page; what stands in its places is text, or pieces that were made here. */
export function html(
  texts: TemplateStringsArray,
  ...places: readonly (string | number | Html | readonly Html[])[]
): Html {
  const filled = places.map((place) => {
    if (typeof place === 'string' || typeof place === 'number') return escaped(place)
    return 'markup' in place ? place.markup : place.map(({ markup }) => markup).join('')
  })
  return { markup: texts.map((text, index) => text + (filled[index] ?? '')).join('') }
}
