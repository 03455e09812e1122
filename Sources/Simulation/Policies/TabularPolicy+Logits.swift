import Glibc

extension TabularPolicy {
  /// The softmax policy of logits.
  ///
  /// - Parameters:
  ///   - logits: One a choice of the tables, in nats up to a constant for each information state.
  ///   - mdp: The compiled scenario.
  /// - Returns: `nil` for logits that are not finite, or whose differences within an information state are not.
  /// - Complexity: O(choices).
  package init?(logits: [Double], on mdp: TurnMDP) {
    let information = mdp.information
    precondition(logits.count == information.choiceAction.count, "one logit a choice")
    var probability = [Double](repeating: 0, count: logits.count)
    var logProbability = probability
    for state in information.agent.indices {
      let choices = information.choices(of: state)
      var largest = -Double.infinity
      for choice in choices {
        guard logits[choice].isFinite else { return nil }
        largest = max(largest, logits[choice])
      }
      var sum = 0.0
      for choice in choices {
        probability[choice] = exp(logits[choice] - largest)
        sum += probability[choice]
      }
      let logSum = log(sum)
      for choice in choices {
        probability[choice] /= sum
        logProbability[choice] = logits[choice] - largest - logSum
        guard logProbability[choice].isFinite else { return nil }
      }
    }
    self.init(
      probability: probability, logProbability: logProbability, information, source: nil)
  }
}
