import CreditNumerics
import Simulation
import Trajectories

/// What a trained policy can express: how its parameters become the logits of its choices.
///
/// Logits are linear in the parameters, `logits = M · parameters`, so that a gradient by logits becomes one by parameters as
/// `M' · gradient`, whatever the class.
public struct PolicyClass: Sendable {
  /// The classes.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// One logit for each agent, information state and action.
    case table
    /// As ``table``, but agents that know the same, by its label, and may do the same share their logits.
    case shared
    /// For each agent and action a weight of every word of what it knows, and a constant: what was learned of a word holds
    /// wherever the word stands.
    case linear
  }

  /// Which class it is.
  public let kind: Kind
  /// How many parameters a policy has.
  public let parameterCount: Int
  /// The matrix M, a row a choice; `nil` for the identity.
  private let terms: LinearTerms?

  /// A class of policies on the tables of a scenario.
  ///
  /// - Complexity: O(choices · words).
  public init(_ kind: Kind, on mdp: TurnMDP) {
    self.kind = kind
    guard kind != .table else {
      parameterCount = mdp.information.choiceAction.count
      terms = nil
      return
    }
    var numbers: [String: Int32] = [:]
    var (start, parameter, coefficient) = ([0], [Int32](), [Double]())
    func add(_ name: String, _ weight: Double) {
      let number = numbers[name] ?? Int32(numbers.count)
      numbers[name] = number
      parameter.append(number)
      coefficient.append(weight)
    }
    for state in mdp.information.agent.indices {
      let known = mdp.symbols.keys[mdp.information.key[state]]
      let choices = mdp.information.choices(of: state)
      let actions = choices.map { mdp.symbols.actions[mdp.information.choiceAction[$0]] }
      for action in actions {
        if kind == .shared {
          add("\(known)\u{0}\(actions.joined(separator: "\u{1}"))\u{0}\(action)", 1)
        } else {
          for (word, count) in Self.words(of: known) {
            add("\(mdp.information.agent[state])\u{0}\(action)\u{0}\(word)", Double(count))
          }
        }
        start.append(parameter.count)
      }
    }
    parameterCount = numbers.count
    terms = LinearTerms(start: start, parameter: parameter, coefficient: coefficient)
  }

  /// The words of a label, each with how often it stands there, and the empty word, which is the constant.
  private static func words(of label: String) -> [(String, Int)] {
    var counts: [(String, Int)] = [("", 1)]
    for word in label.split(whereSeparator: { " ,;:|>()[]{}".contains($0) }).map(String.init) {
      if let place = counts.firstIndex(where: { $0.0 == word }) {
        counts[place].1 += 1
      } else {
        counts.append((word, 1))
      }
    }
    return counts
  }

  /// The logits of parameters, one a choice of the tables.
  package func logits(_ parameters: [Double]) -> [Double] { terms?.sums(parameters) ?? parameters }

  /// A gradient by logits as one by parameters.
  package func gradient(ofLogits gradient: [Double]) -> [Double] {
    terms?.collected(gradient, count: parameterCount) ?? gradient
  }

  /// What each parameter collects of numbers of choices with the squares of its coefficients: the diagonal of M' D M.
  package func diagonal(_ numbers: [Double]) -> [Double] {
    guard let terms else { return numbers }
    let squares = LinearTerms(
      start: terms.start, parameter: terms.parameter, coefficient: terms.coefficient.map { $0 * $0 })
    return squares.collected(numbers, count: parameterCount)
  }

  /// The parameters whose logits come nearest to given ones, in least squares over the choices and up to a constant in every
  /// information state, which no policy depends on; of those as near the ones of least norm.
  package func parameters(nearest logits: [Double], on mdp: TurnMDP) -> [Double] {
    guard let terms else { return logits }
    var centred = logits
    var (start, parameter, coefficient) = ([0], [Int32](), [Double]())
    for state in mdp.information.agent.indices {
      let choices = mdp.information.choices(of: state)
      let mean = choices.reduce(0.0) { $0 + logits[$1] } / Double(choices.count)
      // What all choices of the state have in common is taken off their rows too: it moves no probability.
      for choice in choices {
        centred[choice] -= mean
        for other in choices {
          for term in terms.start[other]..<terms.start[other + 1] {
            parameter.append(terms.parameter[term])
            coefficient.append(
              terms.coefficient[term] * ((other == choice ? 1 : 0) - 1 / Double(choices.count)))
          }
        }
        start.append(parameter.count)
      }
    }
    return LinearTerms(start: start, parameter: parameter, coefficient: coefficient).leastSquares(
      centred, weights: [Double](repeating: 1, count: centred.count), count: parameterCount)
  }
}
