/** The normal distribution to the precision of a double. */

/** Coefficients of a polynomial, the highest power first. */
type Polynomial = readonly number[]

/** Numerator and denominator of a rational approximation. */
interface Rational {
  readonly above: Polynomial
  readonly below: Polynomial
}

function at({ above, below }: Rational, x: number): number {
  let [high, low] = [0, 0]
  for (let power = 0; power < above.length; power += 1) high = high * x + (above[power] as number)
  for (let power = 0; power < below.length; power += 1) low = low * x + (below[power] as number)
  return high / low
}

/** W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23 (1969). */
const ERF: Rational = {
  above: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  below: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
}
const ERFC: Rational = {
  above: [
    ...[2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001],
    ...[881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972],
  ],
  below: [
    ...[1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597],
    ...[4362.619090143247, 3439.3676741437216, 1230.3393548037495],
  ],
}
const ERFC_FAR: Rational = {
  above: [
    ...[0.016315387137302097, 0.30532663496123236, 0.36034489994980445],
    ...[0.12578172611122926, 0.016083785148742275, 0.0006587491615298378],
  ],
  below: [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
}
const NEAR = 0.46875
const FAR = 4

/** 1 − erf(x), without loss where it is small. */
function erfc(x: number): number {
  const size = Math.abs(x)
  if (size <= NEAR) return 1 - x * at(ERF, x * x)
  const tail = size <= FAR ? at(ERFC, size) : farTail(size)
  // exp(−x²) in two factors: the square of a sixteenth is exact.
  const sixteenth = Math.trunc(size * 16) / 16
  const upper = Math.exp(-sixteenth * sixteenth) * Math.exp(-(size - sixteenth) * (size + sixteenth)) * tail
  return x < 0 ? 2 - upper : upper
}

function farTail(size: number): number {
  const square = 1 / (size * size)
  return (1 / Math.sqrt(Math.PI) - square * at(ERFC_FAR, square)) / size
}

/** P(Z ≤ x) of a standard normal Z. */
export const normalCdf = (x: number): number => (Math.abs(x) === Infinity ? (x > 0 ? 1 : 0) : erfc(-x / Math.SQRT2) / 2)

/**
 * M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988).
 */
const CENTRAL: Rational = {
  above: [
    ...[2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987],
    ...[13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
  ],
  below: [
    ...[5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597],
    ...[5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
  ],
}
const OUTER: Rational = {
  above: [
    ...[0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684],
    ...[3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
  ],
  below: [
    ...[1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008],
    ...[0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
  ],
}
const EXTREME: Rational = {
  above: [
    ...[2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124],
    ...[0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103],
  ],
  below: [
    ...[2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133],
    ...[0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1],
  ],
}

/** The x with P(Z ≤ x) = p; minus and plus infinity at 0 and 1, NaN outside. */
export function normalQuantile(p: number): number {
  const off = p - 0.5
  if (Math.abs(off) <= 0.425) return off * at(CENTRAL, 0.180625 - off * off)
  const tail = off < 0 ? p : 1 - p
  if (tail <= 0) return tail === 0 ? Math.sign(off) * Infinity : Number.NaN
  const distance = Math.sqrt(-Math.log(tail))
  return Math.sign(off) * (distance <= 5 ? at(OUTER, distance - 1.6) : at(EXTREME, distance - 5))
}
