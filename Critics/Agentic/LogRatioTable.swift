import CreditNumerics
import CreditMethods
import Glibc
import Trajectories

/// A softmax policy beside a reference policy, over the actions that a batch shows: log-ratios of decisions.
///
/// An agent with an observation may take the actions that were taken there, and the reference is their
/// frequency. The logits may also depend on what the agent does not see: each context has its own, over the
/// same actions. They are kept as their distance from the reference's logarithms; at distance 0 all
/// log-ratios are exactly 0.
struct LogRatioTable {
  /// Place of each decision's logit.
  let entry: [Int32]
  /// How often each entry's action was taken by its agent with its observation.
  private let taken: [Double]
  /// First entry of each context, and the number of entries.
  private let start: [Int32]

  /// Largest derivative of a fit's loss at which it stops.
  private static let tolerance = 1e-12

  /// Number of logits.
  var count: Int { taken.count }

  /// The policy of a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - states: What the logits depend on beside agent and observation: the turns by it; nothing without it.
  /// - Complexity: O(decisions + symbols + entries).
  init(of batch: TrajectoryBatch, seeing states: Grouping? = nil) {
    let observation = batch.decisions.observation ?? batch.repeatedPerDecision(batch.turns.state)
    let everyone = Grouping([UInt32](repeating: 0, count: batch.decisionCount), count: 1)
    let agents = Grouping(
      everyone.split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
    let seen = Grouping(agents.split(by: observation, symbolCount: batch.symbols.keys.count))
    let actions = seen.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count)
    let choices = Grouping(actions)
    let contexts =
      states.map { states in
        Grouping(seen.split(by: batch.repeatedPerDecision(states.group), symbolCount: states.count))
      } ?? seen
    var entry = [Int32](repeating: 0, count: batch.decisionCount)
    var taken: [Double] = []
    var start: [Int32] = [0]
    for context in 0..<contexts.count {
      guard let first = contexts[context].first else { continue }
      let group = Int(seen.group[Int(first)])
      let choicesHere = Int(actions.start[group])..<Int(actions.start[group + 1])
      for decision in contexts[context] {
        entry[Int(decision)] = Int32(taken.count + Int(actions.part[Int(decision)]) - choicesHere.lowerBound)
      }
      for choice in choicesHere { taken.append(Double(choices.size(of: choice))) }
      start.append(Int32(taken.count))
    }
    self.entry = entry
    self.taken = taken
    self.start = start
  }

  /// log softmax(logits) - log reference of every entry, and the softmax.
  ///
  /// - Parameter distance: The logits less the reference's logarithms.
  private func policy(_ distance: [Double]) -> (ratio: [Double], probability: [Double]) {
    var (ratio, probability) = (distance, distance)
    for context in start.indices.dropLast() {
      let entries = Int(start[context])..<Int(start[context + 1])
      var (largest, total, sum) = (-Double.infinity, 0.0, 0.0)
      for place in entries {
        largest = max(largest, distance[place])
        total += taken[place]
      }
      for place in entries {
        probability[place] = taken[place] * exp(distance[place] - largest)
        sum += probability[place]
      }
      // Without distances this is the logarithm of exactly 1.
      let logMean = largest + log(sum / total)
      for place in entries {
        ratio[place] = distance[place] - logMean
        probability[place] /= sum
      }
    }
    return (ratio, probability)
  }

  /// What a function of the log-ratios changes by with each logit.
  ///
  /// - Parameters:
  ///   - slope: What it changes by with each entry's log-ratio.
  ///   - probability: The softmax.
  private func gradient(of slope: [Double], at probability: [Double]) -> [Double] {
    var result = slope
    for context in start.indices.dropLast() {
      let entries = Int(start[context])..<Int(start[context + 1])
      var sum = 0.0
      for place in entries { sum += slope[place] }
      for place in entries { result[place] -= sum * probability[place] }
    }
    return result
  }

  /// The log-ratios that minimise a loss of episodes' sums plus ridge/2 |logits - log reference|².
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - weight: Weight of each episode's decisions in its sum.
  ///   - ridge: The ridge.
  ///   - what: What is fitted.
  ///   - method: The method's identifier.
  ///   - loss: The loss of one sum an episode, whose derivatives it adds to an array of zeros.
  /// - Returns: One log-ratio a decision, and how the fit ended.
  /// - Throws: ``AttributionError/numerical(method:reason:)`` where the loss is not finite.
  func fitted(
    to batch: TrajectoryBatch, weight: [Double], ridge: Double, _ what: String, method: String,
    loss: (_ sums: [Double], _ gradient: inout [Double]) -> Double
  ) throws(AttributionError) -> (ratio: [Double], fit: CriticFit) {
    let start = [Double](repeating: 0, count: count)
    let result = QuasiNewton.minimise(from: start, tolerance: Self.tolerance) { distance in
      let (ratio, probability) = policy(distance)
      var sums = [Double](repeating: 0, count: batch.episodeCount)
      for episode in sums.indices {
        for decision in batch.decisions(ofEpisode: episode) { sums[episode] += ratio[Int(entry[decision])] }
        sums[episode] *= weight[episode]
      }
      var slopes = [Double](repeating: 0, count: batch.episodeCount)
      var value = loss(sums, &slopes)
      var slope = start
      for episode in slopes.indices where slopes[episode] != 0 {
        let share = weight[episode] * slopes[episode]
        for decision in batch.decisions(ofEpisode: episode) { slope[Int(entry[decision])] += share }
      }
      var gradient = gradient(of: slope, at: probability)
      for place in distance.indices {
        value += ridge / 2 * distance[place] * distance[place]
        gradient[place] += ridge * distance[place]
      }
      return (value, gradient)
    }
    guard result.isFinite else {
      throw .diverged(what, after: result.iterations, last: result.loss, method: method)
    }
    let (ratio, _) = policy(result.point)
    return (
      entry.map { ratio[Int($0)] },
      CriticFit(
        what: what, parameters: count, iterations: result.iterations, loss: result.loss,
        rule: "no derivative is above 1e-12", residual: result.gradient,
        hasConverged: result.gradient <= Self.tolerance)
    )
  }
}
