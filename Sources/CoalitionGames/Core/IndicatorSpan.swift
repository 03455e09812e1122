/// The linear span of coalitions' indicator vectors, by exact arithmetic modulo the prime 2^31 - 1.
///
/// A minor of a matrix of zeros and ones of up to 20 columns is at most 21^(21/2) / 2^20 < 8e7 (Hadamard), below the
/// prime: no minor vanishes modulo it but those that are 0, so ranks are those over the rationals.
struct IndicatorSpan {
  private static let prime: UInt64 = (1 << 31) - 1
  private let players: Int
  /// Echelon form: each row is 1 at its pivot and 0 at the pivots of the rows before it.
  private var rows: [(pivot: Int, entries: [UInt64])] = []

  init(players: Int) { self.players = players }

  /// The dimension.
  var rank: Int { rows.count }

  /// Whether a coalition's payoff follows from the payoffs of those inserted.
  func contains(_ coalition: Int) -> Bool { reduced(coalition).allSatisfy { $0 == 0 } }

  /// Adds a coalition; whether it was outside the span.
  mutating func insert(_ coalition: Int) -> Bool {
    var entries = reduced(coalition)
    guard let pivot = entries.firstIndex(where: { $0 != 0 }) else { return false }
    let inverse = Self.power(entries[pivot], Self.prime - 2)
    for column in entries.indices { entries[column] = entries[column] * inverse % Self.prime }
    rows.append((pivot, entries))
    return true
  }

  private func reduced(_ coalition: Int) -> [UInt64] {
    var entries = (0..<players).map { UInt64(coalition >> $0 & 1) }
    for row in rows where entries[row.pivot] != 0 {
      let factor = Self.prime - entries[row.pivot]
      for column in entries.indices {
        entries[column] = (entries[column] + factor * row.entries[column]) % Self.prime
      }
    }
    return entries
  }

  /// By squaring; with exponent p - 2 the inverse (Fermat).
  private static func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var (result, square, left): (UInt64, UInt64, UInt64) = (1, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result = result * square % prime }
      square = square * square % prime
      left >>= 1
    }
    return result
  }
}
