import CreditNumerics
import Ground
import Simulation

/// `Q_tot = sum_i Q_i`, where `Q_i` is the mean over orders of the agents of the marginal contribution `Phi_i(s, a_C, a_i)` to
/// the coalition C of those before it: SQDDPG's Shapley Q-value.
///
/// Phi is a table: one number for every agent, coalition with it, and joint action of that coalition in a cell. All orders
/// count in teams of up to ``exactAgents`` acting agents, some drawn ones in larger teams, the same in all cells of equally
/// many agents. Among the tables that fit equally well it is the one of least norm.
///
/// Source: Wang et al. 2020, arXiv 1907.05707.
struct CoalitionModel: LinearModel {
  let rows: TeamRows
  let terms: LinearTerms
  let parameterCount: Int
  private let index: RowIndex
  /// First term of every agent of every row, in the order of `rowChoice`, and the number of terms.
  private let termStart: [Int]

  /// The most acting agents whose orders are all enumerated.
  static let exactAgents = 6

  /// The most marginal contributions that are fitted.
  static let termLimit = 1_000_000

  /// How many marginal contributions the joint actions of rows have.
  static func termCount(of rows: TeamRows, orders: Int) -> Int {
    (0..<rows.rowCount).reduce(0) { count, row in
      let agents = rows.rowStart[row + 1] - rows.rowStart[row]
      return count + agents * (agents <= exactAgents ? 1 << max(0, agents - 1) : orders)
    }
  }

  /// The tables over rows.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - orders: Orders that are drawn where there are more than ``exactAgents`` agents.
  ///   - seed: Seed of these draws.
  init(_ rows: TeamRows, orders: Int, seed: UInt64) {
    self.rows = rows
    index = RowIndex(rows)
    var coalitions: [Int: [[Coalition]]] = [:]
    var number: [[Int32]: Int32] = [:]
    var start = [0]
    var parameter: [Int32] = []
    var coefficient: [Double] = []
    var termStart = [0]
    for row in 0..<rows.rowCount {
      let cell = Int(rows.rowCell[row])
      let choices = Array(rows.choices(of: row))
      let joined =
        coalitions[choices.count] ?? Self.coalitions(of: choices.count, orders: orders, seed: seed)
      coalitions[choices.count] = joined
      for place in choices.indices {
        for coalition in joined[place] {
          let key =
            [Int32(rows.slotStart[cell] + place)]
            + choices.indices.map { coalition.members.contains($0) || $0 == place ? choices[$0] : -1 }
          let known = number[key] ?? Int32(number.count)
          number[key] = known
          parameter.append(known)
          coefficient.append(coalition.weight)
        }
        termStart.append(parameter.count)
      }
      start.append(parameter.count)
    }
    terms = LinearTerms(start: start, parameter: parameter, coefficient: coefficient)
    parameterCount = number.count
    self.termStart = termStart
  }

  /// Those before an agent, and how often they are exactly these.
  struct Coalition: Sendable {
    let members: [Int]
    let weight: Double
  }

  /// The coalitions that each of so many agents joins.
  static func coalitions(of agents: Int, orders: Int, seed: UInt64) -> [[Coalition]] {
    if agents <= exactAgents {
      let share = ShapleyWeights(players: agents)
      return (0..<agents).map { agent in
        (0..<1 << agents).filter { $0 >> agent & 1 == 0 }.map { coalition in
          Coalition(
            members: (0..<agents).filter { coalition >> $0 & 1 == 1 },
            weight: share[coalition.nonzeroBitCount])
        }
      }
    }
    let stream = PhiloxStream(seed: seed, purpose: .mixing)
    var joined = [[Coalition]](repeating: [], count: agents)
    for order in 0..<orders {
      let keys = (0..<agents).map {
        stream.units(episode: 1 + UInt64(agents), turn: UInt64(order), draw: UInt64($0)).0
      }
      let drawn = (0..<agents).sorted { (keys[$0], $0) < (keys[$1], $1) }
      for (place, agent) in drawn.enumerated() {
        joined[agent].append(
          Coalition(members: drawn[..<place].sorted(), weight: 1 / Double(orders)))
      }
    }
    return joined
  }

  func greedyValues(_ parameters: [Double]) -> [Double] { largestValues(of: values(parameters)) }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    index.row(replacing: place, of: row, by: choice).map { row in
      (terms.start[row]..<terms.start[row + 1]).reduce(0) {
        $0 + terms.coefficient[$1] * parameters[Int(terms.parameter[$1])]
      }
    }
  }

  /// `Q_i` with the others' actions as they are; `nil` for a joint action that nobody recorded.
  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    index.row(replacing: place, of: row, by: choice).map { row in
      let agent = rows.rowStart[row] + place
      return (termStart[agent]..<termStart[agent + 1]).reduce(0) {
        $0 + terms.coefficient[$1] * parameters[Int(terms.parameter[$1])]
      }
    }
  }
}
