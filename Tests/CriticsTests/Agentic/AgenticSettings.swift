import TestSupport
import Trajectories

/// One of the values that each parameter of a method may take, chosen at random, as
/// `name=value` parted by blanks.
func agenticSettings(for specifications: [ParameterSpecification], seed: UInt64) -> String {
  let values = [
    "gamma": ["0", "0.9", "1"], "lambda": ["0", "0.5", "1"], "tokenGamma": ["0.5", "1"],
    "tokenLambda": ["0", "0.5", "1"],
    "beta": ["0.05", "0.5", "1"], "ridge": ["0.01", "0.5"], "eps": ["0.001", "0.5"], "tau": ["0.4", "2"],
    "leastScore": ["0", "0.5", "1"], "values": ["mc", "zero"], "error": ["0", "0.1", "1"],
  ]
  // What follows a cut is worked out by hand in TruncationTests, folds in FoldedCriticTests.
  let drawn = specifications.filter { !["truncated", "fit", "folds", "unmet"].contains($0.name) }
  return text(
    randomSettings(for: drawn, seed: seed ^ 0xA9E7, values: values, numbers: ["0", "0.25", "1", "3"])
      + [("truncated", "failure")])
}
