extension UndefinedReason: Codable {
  /// The fields of an undefined value: its code under `undefined`, the numbers of the code, and the sentence for people,
  /// which is not read back.
  enum Field: String, CodingKey {
    case undefined, found, needed, value, resamples, argument, because
  }

  /// The codes of files. They are words of a published format and stay when a case is renamed.
  private enum Code: String, CaseIterable {
    case tooFew, noVariance, notFinite, outOfRange, noUnits, allZero, noWeight, negativeWeight,
      notAProbability,
      notComparable, undefinedOnSample, onTheBoundary, undefinedOnResamples, noTruth,
      belowNoise, withinBounds, equal, isReference, notReached, notAccepted
  }

  private var code: Code {
    switch self {
    case .tooFew: .tooFew
    case .noVariance: .noVariance
    case .notFinite: .notFinite
    case .outOfRange: .outOfRange
    case .noUnits: .noUnits
    case .allZero: .allZero
    case .noWeight: .noWeight
    case .negativeWeight: .negativeWeight
    case .notAProbability: .notAProbability
    case .notComparable: .notComparable
    case .undefinedOnSample: .undefinedOnSample
    case .onTheBoundary: .onTheBoundary
    case .undefinedOnResamples: .undefinedOnResamples
    case .noTruth: .noTruth
    case .belowNoise: .belowNoise
    case .withinBounds: .withinBounds
    case .equal: .equal
    case .isReference: .isReference
    case .notReached: .notReached
    case .notAccepted: .notAccepted
    }
  }

  /// Writes `{"undefined": code, "because": sentence}` with the numbers of the reason.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(code.rawValue, forKey: .undefined)
    try fields.encode(description, forKey: .because)
    switch self {
    case .tooFew(let found, let needed):
      try fields.encode(found, forKey: .found)
      try fields.encode(needed, forKey: .needed)
    case .notAProbability(let value):
      // JSON has no number for what is not finite.
      if value.isFinite {
        try fields.encode(value, forKey: .value)
      } else {
        try fields.encode("\(value)", forKey: .value)
      }
    case .undefinedOnResamples(let undefined, let resamples):
      try fields.encode(undefined, forKey: .found)
      try fields.encode(resamples, forKey: .resamples)
    case .notAccepted(let error): try fields.encode(error, forKey: .argument)
    default: break
    }
  }

  /// Reads what ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` for a code that is none, and for a code whose numbers are missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    let text = try fields.decode(String.self, forKey: .undefined)
    guard let code = Code(rawValue: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .undefined, in: fields,
        debugDescription:
          "\"\(text)\" is no reason; accepted: \(Code.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self =
      switch code {
      case .tooFew:
        .tooFew(
          found: try fields.decode(Int.self, forKey: .found),
          needed: try fields.decode(Int.self, forKey: .needed))
      case .noVariance: .noVariance
      case .notFinite: .notFinite
      case .outOfRange: .outOfRange
      case .noUnits: .noUnits
      case .allZero: .allZero
      case .noWeight: .noWeight
      case .negativeWeight: .negativeWeight
      case .notAProbability: .notAProbability(try Self.number(in: fields))
      case .notComparable: .notComparable
      case .undefinedOnSample: .undefinedOnSample
      case .onTheBoundary: .onTheBoundary
      case .undefinedOnResamples:
        .undefinedOnResamples(
          undefined: try fields.decode(Int.self, forKey: .found),
          resamples: try fields.decode(Int.self, forKey: .resamples))
      case .noTruth: .noTruth
      case .belowNoise: .belowNoise
      case .withinBounds: .withinBounds
      case .equal: .equal
      case .isReference: .isReference
      case .notReached: .notReached
      case .notAccepted: .notAccepted(try fields.decode(ArgumentError.self, forKey: .argument))
      }
  }

  private static func number(in fields: KeyedDecodingContainer<Field>) throws -> Double {
    if let text = try? fields.decode(String.self, forKey: .value), let number = Double(text) { return number }
    return try fields.decode(Double.self, forKey: .value)
  }
}
