/// A message of the solver or the verifier as tokens: the first two mean something, the others are wording.
struct ProofMessage: Sendable {
  let bits: UInt8

  /// The solver derives the step, the verifier sends the block back; otherwise it leaps, or accepts.
  var isFirst: Bool { bits & 1 == 1 }
  /// The solver reflects on what it wrote, the verifier sends the whole block back; otherwise it goes on, or sends
  /// one step back.
  var isSecond: Bool { bits & 2 == 2 }
}

/// A whole message, or one of its tokens.
package struct ProofAction: Hashable, Sendable, CustomStringConvertible {
  /// The tokens, the first in bit 0.
  let bits: UInt8
  /// Place of the first of them in the message.
  let first: Int
  /// How many there are.
  let count: Int
  let isJudging: Bool

  /// Each token with its place in the message.
  var tokens: [(place: Int, isSet: Bool)] { (0..<count).map { (first + $0, bits >> UInt8($0) & 1 == 1) } }

  package var description: String {
    tokens.map { Self.word(at: $0.place, isSet: $0.isSet, isJudging: isJudging) }.joined(separator: "-")
  }

  /// The word for a token.
  static func word(at place: Int, isSet: Bool, isJudging: Bool) -> String {
    switch (place, isJudging) {
    case (0, false): isSet ? "derive" : "leap"
    case (1, false): isSet ? "reflect" : "on"
    case (0, true): isSet ? "challenge" : "accept"
    case (1, true): isSet ? "block" : "step"
    default: isSet ? "plainly" : "tersely"
    }
  }
}

/// What solver and verifier know: how far the derivation is, not whether it is right.
package struct ProofObservation: Hashable, Sendable {
  let isJudging: Bool
  let step: UInt8
  let isRedone: Bool
  /// What the verifier sees of the block.
  let looksOdd: Bool
  /// Tokens of the message so far, under a leading 1.
  let said: UInt8
}
