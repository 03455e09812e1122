package import Trajectories

/// Where a method takes the values of states from.
///
/// A file is read once, when the method is made, and its error is kept until the method is used: making a method throws
/// nothing.
package struct ValueSource: Sendable {
  private let file: Result<ValueFile, ValueFileError>?
  private let path: String
  private let missing: Missing

  /// What a state that turns start in is worth when the file lacks it. A state that episodes only end in counts 0
  /// without being listed.
  private enum Missing: String, CaseIterable {
    /// The file cannot be used.
    case error
    /// 0.
    case zero
  }

  /// The word for values that are the mean returns of the batch itself.
  private static let trace = "trace"

  /// The parameters that name the source.
  package static let parameters: [ParameterSpecification] = [
    .file(
      "values", or: [trace],
      "state values: the trace's every-visit mean returns, or a JSON file {\"state\": value} or "
        + "{\"task\": {\"state\": value}}"),
    .choice(
      "missing", CommonParameters.words(Missing.self),
      "a state that turns start in and the file of values lacks is an error, or is worth 0"),
  ]

  /// The source that ``parameters`` name.
  package init(_ parameters: ParameterValues) {
    path = parameters.text("values")
    missing = parameters.choice("missing", as: Missing.self)
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

  /// The values that the file gives to states; `nil` where the trace is the source.
  ///
  /// - Parameters:
  ///   - nodes: The states of the batch, by `key`.
  ///   - batch: The batch.
  ///   - card: The method, for the error.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` if the file could not be read, or lacks a state that
  ///   a turn starts in.
  /// - Complexity: O(decisions + nodes).
  package func table(
    for nodes: StateNodes, by key: StateKey, of batch: TrajectoryBatch, _ card: MethodCard
  ) throws(AttributionError) -> ValueTable? {
    let values: ValueFile
    switch file {
    case nil: return nil
    case .success(let file): values = file
    case .failure(let error):
      throw .lacks(method: card.id, need: "a readable file of values", howToSupply: error.description)
    }
    let (table, missingStates) = ValueTable.read(values, for: nodes, by: key, of: batch)
    guard missing == .error, let first = missingStates.first else { return table }
    let others = missingStates.count - 1
    throw .lacks(
      method: card.id, need: "a value of every state",
      howToSupply:
        "\(path) gives none for state \"\(first.state)\" of task \"\(first.task)\""
        + (others == 0 ? "" : " and \(others) more") + ". Add them, or use missing=zero.")
  }
}
