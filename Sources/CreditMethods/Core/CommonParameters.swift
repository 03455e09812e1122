package import Trajectories

/// Parameters that several methods share, each written once. A default that differs between papers is an argument.
package enum CommonParameters {
  /// How a turn is rewarded and what an invalid action costs, read by ``ReturnRules``.
  package static let returns: [ParameterSpecification] = [
    .choice(
      "reward", words(RewardConvention.self), "where rewards come from: outcome, terminal score, or the trace"
    ),
    .number("successReward", in: notNegative, default: 10, "reward of a success; scale of a terminal score"),
    .choice(
      "penalty", words(PenaltyScope.self), "what an invalid turn lowers: the return, its own row, or nothing"),
    .number("invalidPenalty", in: notNegative, default: 0.1, "what an invalid turn costs, in reward units"),
  ]

  /// How a group is standardised, read by ``Standardisation``.
  ///
  /// - Parameter ddof: What is subtracted from the group's size under the variance when nothing is said, 0 or 1.
  package static func standardisation(ddof: Int = 1) -> [ParameterSpecification] {
    [
      .choice(
        "norm", words(Standardisation.Norm.self),
        "divide by the standard deviation, or only subtract the mean"),
      .integer("ddof", in: 0...1, default: ddof, "the variance divides by the group's size less this"),
      .number("eps", in: notNegative, default: 1e-6, "added to the standard deviation, in reward units"),
    ]
  }

  /// How the episodes of a group are counted, read by ``EpisodeTerm``.
  package static let episodeTerm: [ParameterSpecification] = [
    .choice(
      "weighting", words(EpisodeTerm.Weighting.self), "an episode counts once in its group, or once a turn"),
    .choice(
      "singleton", words(Standardisation.Singleton.self),
      "credit of a group of one value: 0, or its raw score"),
  ]

  /// What identifies a state, read by ``StateKey``.
  package static let key: ParameterSpecification =
    .choice("key", words(StateKey.self), "what identifies the state of a turn")

  /// Discount of a turn.
  package static func gamma(_ value: Double) -> ParameterSpecification {
    .number("gamma", in: 0...1, default: value, "discount of a turn")
  }

  /// Weight of one term of a sum.
  package static func weight(_ name: String, of term: String) -> ParameterSpecification {
    .number(name, in: notNegative, default: 1, "weight of the \(term)")
  }

  /// The finite numbers from 0 on.
  package static let notNegative = 0...Double.greatestFiniteMagnitude

  /// The words of a choice, the default first.
  package static func words<Choice>(_ choice: Choice.Type) -> [String]
  where Choice: CaseIterable & RawRepresentable<String> { choice.allCases.map(\.rawValue) }
}

extension ParameterValues {
  /// The word of that name as a case of its choice. A word that the specification refuses is a programmer error.
  package func choice<Choice: RawRepresentable<String>>(_ name: String, as choice: Choice.Type) -> Choice {
    guard let value = Choice(rawValue: text(name)) else {
      preconditionFailure("\(name)=\(text(name)) is not a \(choice)")
    }
    return value
  }
}
