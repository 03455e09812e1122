/// Readers of files that need none of the commands' modules: small programs run several times as many inputs a second, since
/// libFuzzer looks through the counters of all the code that is linked after each.
import FuzzTargets

runFuzzer(on: [
  FuzzTarget("traces", isJSON: true, readTrace),
  FuzzTarget("credits", isJSON: true, readCredits),
  FuzzTarget("hindsight", isJSON: true, readHindsight),
  FuzzTarget("values", isJSON: true, readValues),
  FuzzTarget("policies", isJSON: true, readPolicy),
  FuzzTarget("gzip", readGzip),
  FuzzTarget("dpomdp", readProblem),
  FuzzTarget("logs", isJSON: true, readLog),
  FuzzTarget("mappings", isJSON: true, readMapping),
])
