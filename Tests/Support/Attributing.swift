package import CreditMethods
package import Trajectories

/// The credits of a method on a recorded batch, its parameters as `name=value` pairs parted by blanks.
package func credits<Method: CreditMethod>(
  _ method: Method.Type, _ batch: TrajectoryBatch, _ settings: String = ""
) throws -> [Double] {
  try credits(method, batch, pairs(settings))
}

/// The same, the parameters given one by one.
package func credits<Method: CreditMethod>(
  _ method: Method.Type, _ batch: TrajectoryBatch, _ settings: [(name: String, value: String)]
) throws -> [Double] {
  let parameters = try ParameterValues(
    settings, for: Method.fullCard.parameters, of: "method \"\(Method.card.id)\"")
  return try Method(parameters).attribute(batch, in: AttributionContext()).credits
}
