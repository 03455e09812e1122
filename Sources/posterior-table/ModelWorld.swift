import CreditNumerics
import Ground
import Simulation
import Trajectories

/// A world with the states, actions and outcomes of a scenario, whose probabilities are drawn from the posterior's own prior: what
/// simulation-based calibration calls for.
///
/// A state is a turn and a node, so that no state comes back. What follows an action has a Dirichlet distribution with 1/2 for each
/// outcome of its state, and the policy one with 1 for each action that the scenario's policy takes.
///
/// Source: Talts, Betancourt, Simpson, Vehtari and Gelman, Validating Bayesian inference algorithms with simulation-based
/// calibration (2018), arXiv 1804.06788.
struct ModelWorld {
  private struct State {
    let turn: Int
    let node: Int
    /// First row and number of rows.
    let rows: Range<Int>
    /// What may follow: a state by its number, or -1 for success and -2 for failure.
    let outcomes: [Int]
  }

  private let states: [State]
  private let start: Int
  private let rowCount: Int
  private var policy: [Double] = []
  private var probability: [[Double]] = []
  private var value: [Double] = []
  private var worth: [Double] = []

  /// The states that the policy comes to from the scenario's first start.
  init(_ solution: ExactSolution) {
    let (mdp, cells) = (solution.mdp, solution.cells)
    var joint = JointProbabilities(mdp, solution.policy)
    var number: [Int: Int] = [:]
    var order: [Int] = [cells.index(turn: 0, node: Int(mdp.start[0].node))]
    number[order[0]] = 0
    var states: [State] = []
    var rowCount = 0
    var place = 0
    while place < order.count {
      let cell = order[place]
      place += 1
      let turn = cells.turn(of: cell)
      let node = Int(cells.node[cell])
      let weights = joint.ofRows(of: node)
      let taken = mdp.nodes.rows(of: node).enumerated().filter { weights[$0.offset] > 0 }.map(\.element)
      var outcomes: [Int] = []
      for row in taken {
        for outcome in mdp.nodes.outcomes(of: row) where mdp.nodes.outcomeProbability[outcome] > 0 {
          let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
          if cells.stops(next) {
            outcomes += cells.success[next] > 0 ? [-1] : []
            outcomes += cells.success[next] < 1 ? [-2] : []
          } else {
            if number[next] == nil {
              number[next] = order.count
              order.append(next)
            }
            outcomes.append(number[next] ?? 0)
          }
        }
      }
      states.append(
        State(
          turn: turn, node: node, rows: rowCount..<rowCount + taken.count,
          outcomes: Array(Set(outcomes)).sorted()))
      rowCount += taken.count
    }
    self.states = states
    self.rowCount = rowCount
    start = 0
  }

  /// The world with drawn probabilities, and its values.
  func drawn(_ number: Int, _ draws: inout DirichletDraws) -> ModelWorld {
    var world = self
    draws.begin(episode: UInt64(number), turn: 0, draw: 0)
    world.policy = [Double](repeating: 0, count: rowCount)
    world.probability = [[Double]](repeating: [], count: rowCount)
    world.value = [Double](repeating: 0, count: states.count)
    world.worth = world.policy
    let ones = [Double](repeating: 1, count: rowCount)
    for state in states {
      draws.dirichlet(ones, in: state.rows, to: &world.policy)
      let halves = [Double](repeating: 0.5, count: state.outcomes.count)
      for row in state.rows {
        var drawn = halves
        draws.dirichlet(halves, in: halves.indices, to: &drawn)
        world.probability[row] = drawn
      }
    }
    // A state leads to later ones alone.
    for place in states.indices.sorted(by: { states[$0].turn > states[$1].turn }) {
      let state = states[place]
      for row in state.rows {
        world.worth[row] = zip(state.outcomes, world.probability[row]).reduce(0) { sum, pair in
          sum + pair.1 * (pair.0 >= 0 ? world.value[pair.0] : pair.0 == -1 ? 1 : 0)
        }
        world.value[place] += world.policy[row] * world.worth[row]
      }
    }
    return world
  }

  /// Episodes of the world, with the true credit of every turn.
  func play(
    _ episodes: Int, _ draws: inout DirichletDraws
  ) -> (batch: TrajectoryBatch, truths: [(unit: Int, advantage: Double)]) {
    var batch = TrajectoryBatch()
    var truths: [(unit: Int, advantage: Double)] = []
    let end = batch.symbols.keys.intern("end")
    batch.episodes.names = .recorded((0..<episodes).map { "e\($0)" })
    for _ in 0..<episodes {
      var place = start
      while place >= 0 {
        let state = states[place]
        let row = state.rows.lowerBound + Self.place(of: draws.unit(), in: policy[state.rows])
        let outcome = Self.place(of: draws.unit(), in: probability[row][...])
        truths.append((row, worth[row] - value[place]))
        batch.turns.state.append(batch.symbols.keys.intern("\(state.turn):\(state.node)"))
        batch.turns.reward.append(0)
        batch.decisions.agent.append(batch.symbols.agents.intern("team"))
        batch.decisions.action.append(batch.symbols.actions.intern("\(row - state.rows.lowerBound)"))
        batch.turns.decisionStart.append(Int32(batch.decisionCount))
        place = state.outcomes[outcome]
      }
      batch.episodes.task.append(batch.symbols.tasks.intern("task"))
      batch.episodes.status.append(place == -1 ? .success : .failure)
      batch.episodes.score.append(place == -1 ? 1 : 0)
      batch.episodes.turnStart.append(Int32(batch.turnCount))
      batch.episodes.final.append(end)
    }
    return (batch, truths)
  }

  /// The place that a number in `[0, 1)` falls on.
  private static func place(of unit: Double, in shares: ArraySlice<Double>) -> Int {
    var left = unit
    for (place, share) in shares.enumerated() {
      left -= share
      if left < 0 { return place }
    }
    return shares.count - 1
  }
}
