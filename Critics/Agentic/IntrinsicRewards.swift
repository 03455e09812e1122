import CreditMethods
import Glibc
import Trajectories

/// The individual intrinsic rewards of LIIR as a table, and how the team's objective after one step of every policy depends on them.
///
/// A cell is an agent and what it sees; a choice is one of its actions there. Policies are the shares of the choices that were made, so
/// that a logit is the logarithm of a share. With r the rewards, k their weight and A the proxy advantages
///
///     G_d = sum over later turns of gamma^l (r_ex + k r(choice)),  A_d = G_d - mean of G over d's cell
///     theta' = theta + rate / D_i sum over d of A_d grad log pi(d)
///     J = 1 / T sum over turns of A_ex product over agents of pi'(d) / pi(d)
///
/// Gradients are those of J by the chain rule, exactly.
struct IntrinsicRewards {
  /// Cell and choice of every decision; choices are numbered within no cell. Shape `[decisions]`.
  let cell: [Int]
  let choice: [Int]
  let agent: [Int]
  /// Cell of each choice, and its share there. Shape `[choices]`.
  let cellOfChoice: [Int]
  let share: [Double]
  /// Number of decisions of each cell and of each agent.
  let cellSize: [Double]
  let agentSize: [Double]
  /// The agent's decision before each one in its episode, and how many turns before; -1 for none. Shape `[decisions]`.
  let previous: [Int]
  let gap: [Double]
  /// First decision of each turn, and the number of decisions. Shape `[turns + 1]`.
  let decisionStart: [Int]
  /// Extrinsic return of each turn on, and what it is more than the mean at its state. Shape `[turns]`.
  let extrinsicReturn: [Double]
  let extrinsicAdvantage: [Double]
  let turnOfDecision: [Int]
  let discount: Double
  /// Weight of an intrinsic reward.
  let weight: Double
  /// Length of a policy's step.
  let rate: Double
  /// Largest size of a reward.
  let scale: Double

  /// What J and its derivatives are made of at some rewards.
  struct Point {
    /// Proxy advantage of each decision.
    let advantage: [Double]
    /// What each turn's joint action becomes more probable by. Shape `[turns]`.
    let ratio: [Double]
    /// Probability of each choice after the step.
    let stepped: [Double]
    /// The objective.
    let objective: Double
  }

  var choiceCount: Int { share.count }

  /// The rewards of parameters: scale · tanh(x / scale).
  func rewards(_ parameters: [Double]) -> [Double] { parameters.map { scale * tanh($0 / scale) } }

  /// The proxy advantages, the policies after their step, and the objective.
  ///
  /// - Complexity: O(decisions).
  func point(_ parameters: [Double]) -> Point {
    let reward = rewards(parameters)
    var proxy = choice.indices.map { extrinsicReturn[turnOfDecision[$0]] }
    var intrinsic = choice.map { weight * reward[$0] }
    // From the last decision of an agent to its first.
    for decision in choice.indices.reversed() {
      proxy[decision] += intrinsic[decision]
      let before = previous[decision]
      if before >= 0 { intrinsic[before] += pow(discount, gap[decision]) * intrinsic[decision] }
    }
    var mean = [Double](repeating: 0, count: cellSize.count)
    for decision in choice.indices { mean[cell[decision]] += proxy[decision] / cellSize[cell[decision]] }
    let advantage = choice.indices.map { proxy[$0] - mean[cell[$0]] }

    // Of each choice the step of its logit.
    var step = [Double](repeating: 0, count: choiceCount)
    var drift = [Double](repeating: 0, count: cellSize.count)
    for decision in choice.indices {
      let length = rate * advantage[decision] / agentSize[agent[decision]]
      step[choice[decision]] += length
      drift[cell[decision]] += length
    }
    // Less the largest of a cell, so that no exponential overflows.
    var largest = [Double](repeating: -.infinity, count: cellSize.count)
    for place in step.indices {
      step[place] -= share[place] * drift[cellOfChoice[place]]
      largest[cellOfChoice[place]] = max(largest[cellOfChoice[place]], step[place])
    }
    var normaliser = [Double](repeating: 0, count: cellSize.count)
    var stepped = [Double](repeating: 0, count: choiceCount)
    for place in stepped.indices {
      let cell = cellOfChoice[place]
      stepped[place] = share[place] * exp(step[place] - largest[cell])
      normaliser[cell] += stepped[place]
    }
    for place in stepped.indices { stepped[place] /= normaliser[cellOfChoice[place]] }
    let turns = decisionStart.count - 1
    let ratio = (0..<turns).map { turn in
      (decisionStart[turn]..<decisionStart[turn + 1]).reduce(1.0) {
        $0 * stepped[choice[$1]] / share[choice[$1]]
      }
    }
    let objective = zip(extrinsicAdvantage, ratio).reduce(0) { $0 + $1.0 * $1.1 } / Double(max(1, turns))
    return Point(advantage: advantage, ratio: ratio, stepped: stepped, objective: objective)
  }

  /// The derivatives of the objective by the parameters.
  ///
  /// - Complexity: O(decisions).
  func gradient(at point: Point, _ parameters: [Double]) -> [Double] {
    let turns = Double(max(1, decisionStart.count - 1))
    // By the logits after the step.
    var byLogit = [Double](repeating: 0, count: choiceCount)
    var total = [Double](repeating: 0, count: cellSize.count)
    for decision in choice.indices {
      let turn = turnOfDecision[decision]
      let part = extrinsicAdvantage[turn] * point.ratio[turn] / turns
      byLogit[choice[decision]] += part
      total[cell[decision]] += part
    }
    var meanOfCell = [Double](repeating: 0, count: cellSize.count)
    for place in byLogit.indices {
      let cell = cellOfChoice[place]
      byLogit[place] -= point.stepped[place] * total[cell]
      meanOfCell[cell] += share[place] * byLogit[place]
    }
    // By the proxy return of each decision: how far the step that it makes goes where the team gains. Baselines drop out, since
    // these sum to 0 over the decisions of a cell, whose shares are the policy.
    var byReturn = choice.indices.map {
      rate / agentSize[agent[$0]] * (byLogit[choice[$0]] - meanOfCell[cell[$0]])
    }
    var result = [Double](repeating: 0, count: choiceCount)
    for decision in choice.indices {
      let before = previous[decision]
      if before >= 0 { byReturn[decision] += pow(discount, gap[decision]) * byReturn[before] }
      result[choice[decision]] += weight * byReturn[decision]
    }
    for place in result.indices {
      let slope = tanh(parameters[place] / scale)
      result[place] *= 1 - slope * slope
    }
    return result
  }

  /// Parameters after some steps uphill from 0, each as long as `length` in its largest component.
  ///
  /// - Complexity: O(steps · decisions).
  func ascended(steps: Int, length: Double) -> (parameters: [Double], point: Point) {
    var parameters = [Double](repeating: 0, count: choiceCount)
    var point = point(parameters)
    let size = extrinsicAdvantage.reduce(0) { max($0, abs($1)) }
    for _ in 0..<steps {
      let gradient = gradient(at: point, parameters)
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      // Rounding leaves no direction: nothing that is done changes what the team gets.
      guard largest > 1e-12 * weight * rate * size else { break }
      for place in parameters.indices { parameters[place] += length * gradient[place] / largest }
      point = self.point(parameters)
    }
    return (parameters, point)
  }
}
