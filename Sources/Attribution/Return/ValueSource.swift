package import Trajectories

/// Where a method takes the values of states from.
///
/// A file is read once, when the method is made, and its error is kept until the method is used: making a method throws
/// nothing.
package struct ValueSource: Sendable {
  private let file: Result<ValueFile, ValueFileError>?

  /// The word for values that are the mean returns of the batch itself.
  private static let trace = "trace"

  /// The parameter that names the source.
  package static let parameter = ParameterSpecification.file(
    "values", or: [trace],
    "state values: the trace's every-visit mean returns, or a JSON file {\"state\": value} or "
      + "{\"task\": {\"state\": value}}, where a missing state counts 0")

  /// The source that ``parameter`` names.
  package init(_ parameters: ParameterValues) {
    let path = parameters.text(Self.parameter.name)
    guard path != Self.trace else {
      file = nil
      return
    }
    do {
      file = .success(try ValueFile(reading: path))
    } catch {
      file = .failure(error)
    }
  }

  /// The values of the file; `nil` where the trace is the source.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` if the file could not be read.
  package func values(for card: MethodCard) throws(AttributionError) -> ValueFile? {
    switch file {
    case nil: return nil
    case .success(let values): return values
    case .failure(let error):
      throw .lacks(method: card.id, need: "a readable file of values", howToSupply: error.description)
    }
  }
}
