import Ground
import Trajectories

/// Words that the records of other commands share.
package enum StudyRecord {
  /// A parameter's value.
  package enum Scalar: Encodable {
    case value(ParameterValue)

    /// Writes a number, a boolean or a string.
    package func encode(to encoder: any Encoder) throws {
      guard case .value(let value) = self else { return }
      try value.encode(to: encoder)
    }
  }

  /// A number, or why there is none.
  struct Number: Encodable {
    let measured: Measured<Double>

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch measured {
      case .value(let value): try container.encode(value)
      case .undefined(let reason): try container.encode(["undefined": reason.description])
      }
    }
  }

  /// Parameters by name, as they are written.
  package static func scalars(_ parameters: ParameterValues) -> [String: Scalar] {
    Dictionary(uniqueKeysWithValues: parameters.entries.map { ($0.name, .value($0.value)) })
  }
}
