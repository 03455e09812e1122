/// Readers of what commands are told, and of their results.
import FuzzTargets

runFuzzer(on: [
  FuzzTarget("calls", readCall),
  FuzzTarget("state-keys", readStateKey),
  FuzzTarget("configuration", readConfiguration),
  FuzzTarget("plans", readPlan),
  FuzzTarget("results", isJSON: true, readResult),
])
