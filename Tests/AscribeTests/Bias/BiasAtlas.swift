import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Scenarios
import TestSupport
import Trajectories
import Simulation

/// The bias of methods on a scenario, by agent and turn.
///
/// A *cell* is an agent at a turn with an information state and an action. Its bias is the expectation of the credit of
/// its decisions less that of their exact counterfactual credit, over everything random, for groups and batches of the
/// page's size. It is estimated by the mean difference over all decisions of the cell.
struct BiasAtlas: Sendable {
  /// An agent at a turn.
  struct Unit: Sendable {
    let agent: AgentID
    let turn: Int
    /// Cells of the unit.
    let cells: Range<Int>
    /// Root mean square of the cells' mean exact credits, weighted by visits.
    let exact: Double
  }

  /// The bias of a method in a unit, in the unit of the exact credit.
  struct Bias: Sendable {
    /// Mean over the unit's decisions.
    let mean: Double
    /// Standard error of `mean`, over batches.
    let error: Double
    /// Root mean square of the biases of the unit's cells, weighted by visits.
    let rms: Double
    /// Root mean square of the standard errors of the cells' biases: about what `rms` is without any bias.
    let noise: Double
  }

  /// What the atlas knows of a method.
  struct Measurement: Sendable {
    /// The least-squares factor through the origin from all credits to all exact ones; `nil` if either are 0 everywhere.
    let scale: Double?
    /// Bias of the credits as they are, by unit.
    let raw: [Bias]
    /// Bias of the credits times `scale`, by unit; `nil` without a scale.
    let scaled: [Bias]?
    /// For every cell one number a batch: their mean is the bias of the raw credits, and they vary as it does.
    let perBatch: [[Double]]
  }

  let page: AtlasPage
  let units: [Unit]
  /// The exact credit of every cell: the mean over its decisions.
  let exact: [Double]
  /// Batches in which every cell was visited.
  let visited: [Int]
  /// Every method of the page, and what was measured, or why it cannot run.
  var rows: [(label: String, measured: Result<Measurement, AttributionError>)]

  /// Plays a page and measures every method on the same episodes.
  init(_ page: AtlasPage) throws {
    let call = try page.scenario
    let scenario = try ScenarioCatalogue.entry(named: call.name).scenario(
      call.settings.map { ($0.name, $0.value) })
    let mdp = try TurnMDP(compiling: scenario)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let exact = ExactCreditTable(solution)
    let batches = try (0..<page.batches).map { try PlayedBatch(UInt32($0), of: page, solution, exact) }
    let cells = BiasCells(keys: batches.map(\.keys), mdp)
    let defaults = mdp.rewardSettings + [Call.Setting(name: "successReward", value: "1")]
    let requests = try page.methods.map { try MethodRequest(try Call($0), defaults: defaults) }
    self.page = page
    let nothing = batches.map { batch in
      cells.sums(batch.exact.map { _ in 0 }, batch.exact, keys: batch.keys)
    }
    let lacking = BiasSums(nothing, in: cells, scale: 0)
    self.exact = try cells.all.map { try -lacking.bias($0..<$0 + 1).mean }
    visited = cells.all.map { cell in cells.visits.count { $0[cell] > 0 } }
    units = try cells.units.map { unit in
      Unit(
        agent: mdp.agents[unit.agent], turn: unit.turn, cells: unit.cells,
        exact: try lacking.bias(unit.cells).rms)
    }
    rows = try requests.map { ($0.label, try Self.measured($0, on: batches, cells)) }
  }

  /// Measures a method.
  static func measured(
    _ request: MethodRequest, on batches: [PlayedBatch], _ cells: BiasCells
  ) throws -> Result<Measurement, AttributionError> {
    var credits: [[Double]] = []
    for batch in batches {
      do throws(AttributionError) {
        credits.append(try request.attribute(batch.rollouts.batch, in: batch.context).credits)
      } catch {
        return .failure(error)
      }
    }
    let fit = try Association.scaledError(of: credits.flatMap(\.self), against: batches.flatMap(\.exact))
    let scale = fit.flatMap(\.scale).optional.flatMap { $0 == 0 ? nil : $0 }
    let sums = zip(batches, credits).map { cells.sums($1, $0.exact, keys: $0.keys) }
    let raw = BiasSums(sums, in: cells, scale: 1)
    return .success(
      Measurement(
        scale: scale, raw: try cells.units.map { try raw.bias($0.cells) },
        scaled: try scale.map { scale in
          let scaled = BiasSums(sums, in: cells, scale: scale)
          return try cells.units.map { try scaled.bias($0.cells) }
        },
        perBatch: cells.all.map { raw.perBatch($0..<$0 + 1) }))
  }

  /// What was measured of a method that the page can run.
  func measurement(_ label: String) throws -> Measurement {
    guard let row = rows.first(where: { $0.label == label }) else { throw NotMeasured(label: label) }
    return try row.measured.get()
  }

  struct NotMeasured: Error {
    let label: String
  }
}

/// A batch as it was played, with what methods may use beside it.
struct PlayedBatch {
  let rollouts: Rollouts
  let context: AttributionContext
  /// Exact counterfactual credit of every decision; what is 0 but for rounding is 0.
  let exact: [Double]
  /// The turn times the number of choices, plus the choice, of every decision: when, who, knowing what, doing what.
  let keys: [Int]

  init(_ batch: UInt32, of page: AtlasPage, _ solution: ExactSolution, _ table: ExactCreditTable) throws {
    let plan = Rollouts.Plan(
      groups: page.episodes / page.groupSize, groupSize: page.groupSize, seed: page.seed, batch: batch)
    let play = { (plan: Rollouts.Plan) in
      try Rollouts.simulate(plan, on: solution.mdp, policy: solution.policy)
    }
    rollouts = try play(plan)
    var fitting = Rollouts.Plan(groups: page.fitEpisodes, groupSize: 1, seed: page.seed, batch: batch)
    fitting.isForFitting = true
    // Tasks of the same names with other draws: the same tasks indeed, where all start in one state.
    var earlier = plan
    earlier.seed += 1
    context = AttributionContext(
      simulation: rollouts, solution: solution, fitting: try play(fitting).batch,
      history: page.remembers ? try play(earlier).batch : nil, seed: page.seed)
    exact = table.credits(of: rollouts).map { abs($0) <= 1e-12 ? 0 : $0 }
    let (batch, choice) = (rollouts.batch, rollouts.choice)
    let choices = solution.mdp.information.choiceAction.count
    keys = (0..<batch.episodeCount).flatMap { episode in
      batch.turns(of: episode).enumerated().flatMap { turn, index in
        batch.decisions(of: index).map { turn * choices + Int(choice[$0]) }
      }
    }
  }
}
