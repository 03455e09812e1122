import Ascribe
import CreditMethods
import Critics
import Foundation
import Testing
import TestSupport
import Trajectories

/// A trace of `Traces`.
func workedTrace(_ name: String) throws -> TrajectoryBatch {
  let path = try #require(
    Bundle.module.path(forResource: "\(name).trace", ofType: "jsonl", inDirectory: "Traces"))
  return try TraceReader.read(path)
}

/// What a method of the catalogue makes of a batch, its parameters as `name=value` pairs parted by blanks.
func attribution(
  _ id: String, _ batch: TrajectoryBatch, _ settings: String = "",
  in context: AttributionContext = AttributionContext()
) throws -> Attribution {
  let entry = try MethodCatalogue.builtIn.entry(named: id)
  let parameters = try ParameterValues(pairs(settings), for: entry.card.parameters, of: "method \"\(id)\"")
  return try entry.make(parameters).attribute(batch, in: context)
}

/// The words of the error of a method on a batch.
func failure(_ id: String, _ batch: TrajectoryBatch, _ settings: String = "") throws -> String {
  try #require(throws: AttributionError.self) { try attribution(id, batch, settings) }.description
}
