import ArgumentParser
import Ascribe
import DecPOMDP
import Simulation

/// The arguments that name a scenario. Every command that takes one resolves it here.
struct ScenarioArgument: ParsableArguments {
  @Argument(
    help:
      "The scenario: NAME or NAME(key=value,...), see `ascribe scenarios`; or a problem file, FILE.dpomdp or FILE.dpomdp.gz."
  )
  var scenario: String

  @OptionGroup var settings: ScenarioSettings

  /// What the arguments name.
  ///
  /// - Parameter notes: Whether to take notes of what may be a mistake in a problem file.
  func source(notes: Bool = false) throws -> ScenarioSource {
    try settings.source(of: scenario, notes: notes)
  }

  /// The model in a problem file, which has no horizon.
  func model() throws -> DecPOMDPModel { try settings.model(of: scenario) }

  /// The compiled scenario.
  func compiled(_ source: ScenarioSource, memory: Memory) throws -> TurnMDP {
    try settings.compiled(source, memory: memory)
  }

  /// The whole scenario compiled where it is small, and otherwise what a policy needs of it.
  ///
  /// - Parameter hint: What the refusal of a scenario that is too large says at its end.
  func compiled(
    _ source: ScenarioSource, memory: Memory, following choice: PolicyChoice, coverage: Coverage,
    hint: String = ""
  ) throws -> PolicyTables {
    try settings.compiled(source, memory: memory, following: choice, coverage: coverage, hint: hint)
  }

  /// What a policy reaches compiled, as above; `nil` where it is too large.
  func compiledUnlessLarge(
    _ source: ScenarioSource, memory: Memory, following choice: PolicyChoice, isQuick: Bool
  ) throws -> PolicyTables? {
    try settings.compiledUnlessLarge(source, memory: memory, following: choice, isQuick: isQuick)
  }

  /// Bounds of a policy's value, for a scenario that is too large to compile.
  func boundedValue(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, width: Double,
    creditCount: Int = 0
  ) throws -> BoundedValue {
    try settings.boundedValue(
      of: source, memory: memory, following: choice, width: width, creditCount: creditCount)
  }
}
