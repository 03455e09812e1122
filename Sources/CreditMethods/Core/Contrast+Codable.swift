/// A choice of a contrast as files have it: a word, or one field under the word for a choice that says more.
private enum Choice {
  case word(String)
  case field(String, any Codable)
}

/// A field that is named by a word.
private struct Word: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Choice {
  func encode(to encoder: any Encoder) throws {
    switch self {
    case .word(let word):
      var container = encoder.singleValueContainer()
      try container.encode(word)
    case .field(let word, let value):
      var container = encoder.container(keyedBy: Word.self)
      try container.encode(value, forKey: Word(stringValue: word))
    }
  }

  /// The choice that a word or the one field of an object stands for.
  static func decode<Value>(
    from decoder: any Decoder, words: [String: Value],
    field: (KeyedDecodingContainer<Word>, Word) throws -> Value?
  ) throws -> Value {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      if let value = words[text] { return value }
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no choice of a contrast"))
    }
    let container = try decoder.container(keyedBy: Word.self)
    for key in container.allKeys {
      if let value = try field(container, key) { return value }
    }
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "the object holds no choice of a contrast"))
  }
}

extension Contrast.Reference: Codable {
  /// Writes a word, or an object with one field for a choice that says more.
  public func encode(to encoder: any Encoder) throws {
    let choice: Choice =
      switch self {
      case .policy: .word("policy")
      case .policyOrTaken(let share): .field("policyOrTaken", share)
      case .policyOtherThanTaken: .word("policyOtherThanTaken")
      case .uniform: .word("uniform")
      case .defaultAction: .word("defaultAction")
      case .action(let label): .field("action", label)
      case .otherPolicy(let name): .field("otherPolicy", name)
      case .absence(let words): .field("absence", words)
      }
    try choice.encode(to: encoder)
  }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let words: [String: Contrast.Reference] = [
      "policy": .policy, "policyOtherThanTaken": .policyOtherThanTaken, "uniform": .uniform,
      "defaultAction": .defaultAction,
    ]
    self = try Choice.decode(from: decoder, words: words) { container, key in
      switch key.stringValue {
      case "policyOrTaken": .policyOrTaken(share: try container.decode(Double.self, forKey: key))
      case "action": .action(try container.decode(String.self, forKey: key))
      case "otherPolicy": .otherPolicy(try container.decode(String.self, forKey: key))
      case "absence": .absence(try container.decode(String.self, forKey: key))
      default: nil
      }
    }
  }
}

extension Contrast.Continuation: Codable {
  /// Writes a word, or an object with one field for a choice that says more.
  public func encode(to encoder: any Encoder) throws {
    let choice: Choice =
      switch self {
      case .behaviourPolicy: .word("behaviourPolicy")
      case .recordedDecisions: .word("recordedDecisions")
      case .otherPolicy(let name): .field("otherPolicy", name)
      case .truncated(let turns): .field("truncated", turns)
      }
    try choice.encode(to: encoder)
  }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let words: [String: Contrast.Continuation] = [
      "behaviourPolicy": .behaviourPolicy, "recordedDecisions": .recordedDecisions,
    ]
    self = try Choice.decode(from: decoder, words: words) { container, key in
      switch key.stringValue {
      case "otherPolicy": .otherPolicy(try container.decode(String.self, forKey: key))
      case "truncated": .truncated(turns: try container.decode(Int.self, forKey: key))
      default: nil
      }
    }
  }
}
