extension Measured: Encodable where Value: Encodable {
  /// Writes the value as it is, or `{"undefined": code, ...}` in its place.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .value(let value): try value.encode(to: encoder)
    case .undefined(let reason): try reason.encode(to: encoder)
    }
  }
}

extension Measured: Decodable where Value: Decodable {
  /// Reads a value, or an object with the field `undefined` as the reason why there is none.
  public init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: UndefinedReason.Field.self), fields.contains(.undefined) {
      self = .undefined(try UndefinedReason(from: decoder))
    } else {
      self = .value(try Value(from: decoder))
    }
  }
}
