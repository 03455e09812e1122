import Glibc

extension PhiloxStream {
  /// A draw from the standard normal distribution at an address.
  ///
  /// Source: Box and Muller, "A note on the generation of random normal deviates", Ann. Math. Statist. 29 (1958).
  package func normal(episode: UInt64, turn: UInt64, draw: UInt64 = 0) -> Double {
    let block = block(episode: episode, turn: turn, draw: draw)
    // 1 - u is never 0.
    return (-2 * log(1 - Self.unit(block.word0))).squareRoot() * cos(2 * .pi * Self.unit(block.word1))
  }
}
