import CreditNumerics
import Simulation
import Trajectories

/// What a trained policy can express: how its parameters become the logits of its choices.
///
/// Logits are linear in the parameters, `logits = offsets + M · parameters`, so that a gradient by logits becomes one by parameters as
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

  /// What is added to the logits whatever the parameters are, one number a choice; `nil` for nothing.
  private let offsets: [Double]?

  /// A class of policies on the tables of a scenario.
  ///
  /// - Complexity: O(choices · words).
  public init(_ kind: Kind, on mdp: TurnMDP) {
    if kind == .table {
      self.init(kind, parameterCount: mdp.information.choiceAction.count, terms: nil, offsets: nil)
    } else {
      var numbers: [String: Int32] = [:]
      self.init(kind, on: mdp, offsets: nil, numbers: &numbers)
    }
  }

  private init(_ kind: Kind, parameterCount: Int, terms: LinearTerms?, offsets: [Double]?) {
    (self.kind, self.parameterCount, self.terms, self.offsets) = (kind, parameterCount, terms, offsets)
  }

  /// A class of policies on tables that may hold a part of the world, whose parameters are known by their names.
  ///
  /// - Parameters:
  ///   - offsets: What is added to the logits whatever the parameters are.
  ///   - numbers: The parameters that are known, to which those are added that the tables have beside them.
  init(_ kind: Kind, on mdp: TurnMDP, offsets: [Double]?, numbers: inout [String: Int32]) {
    var (start, parameter, coefficient) = ([0], [Int32](), [Double]())
    for state in mdp.information.agent.indices {
      let actions = mdp.information.choices(of: state).map {
        mdp.symbols.actions[mdp.information.choiceAction[$0]]
      }
      let features = PolicyFeatures(
        kind, of: mdp.agents[Int(mdp.information.agent[state])].name,
        knowing: mdp.symbols.keys[mdp.information.key[state]], actions)
      for action in actions {
        features.forEach(of: action) { name, weight in
          let number = numbers[name] ?? Int32(numbers.count)
          numbers[name] = number
          parameter.append(number)
          coefficient.append(weight)
        }
        start.append(parameter.count)
      }
    }
    self.init(
      kind, parameterCount: numbers.count,
      terms: LinearTerms(start: start, parameter: parameter, coefficient: coefficient), offsets: offsets)
  }

  /// The logits of parameters, one a choice of the tables.
  package func logits(_ parameters: [Double]) -> [Double] {
    let sums = changes(parameters)
    return offsets.map { zip($0, sums).map(+) } ?? sums
  }

  /// By how much logits change where parameters change by as much as these.
  package func changes(_ parameters: [Double]) -> [Double] { terms?.sums(parameters) ?? parameters }

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
